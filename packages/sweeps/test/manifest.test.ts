import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import {
  indexOf,
  kubernetesManifest,
  makePlan,
  type PlanLine,
  slurmManifest,
} from "../src/index.ts";

const linesOf = (count: number, early = {}) =>
  makePlan({
    choices: Array.from({ length: count }, (_, i) => ({ kappa: String(i) })),
    runs: "runs/k",
    ...early,
    resolve: async ({ kappa }) => ({
      config: { recipe: "nvrnn", options: { kappa }, data: "c", seed: 1, steps: 90 },
      data: { sha256: "a" },
    }),
  });

/*
 * Fields of the published API of Kubernetes (kubernetes-models 5.1.0, made from its OpenAPI document), as far as
 * the Job uses them. The whole Job was also validated by that package:
 *   npm i kubernetes-models@5.1.0; new (await import("kubernetes-models/batch/v1/Job")).Job(job).validate()
 */
const text = "string";
const whole = "number";
const cores = { cpu: text };
const API = {
  apiVersion: text,
  kind: text,
  metadata: { name: text },
  spec: {
    completions: whole,
    parallelism: whole,
    completionMode: text,
    backoffLimitPerIndex: whole,
    podFailurePolicy: {
      rules: [
        {
          action: text,
          onPodConditions: [{ type: text, status: text }],
          onExitCodes: { operator: text, values: [whole] },
        },
      ],
    },
    template: {
      spec: {
        restartPolicy: text,
        terminationGracePeriodSeconds: whole,
        containers: [
          {
            name: text,
            image: text,
            command: [text],
            workingDir: text,
            resources: { requests: cores, limits: cores },
            volumeMounts: [{ name: text, mountPath: text }],
          },
        ],
        volumes: [{ name: text, persistentVolumeClaim: { claimName: text } }],
      },
    },
  },
};

/** Paths of a value that the API does not have, or has as something else. */
const foreign = (value: unknown, api: unknown, path = ""): string[] => {
  if (Array.isArray(value)) {
    const [of] = Array.isArray(api) ? api : [undefined];
    return value.flatMap((one, i) => foreign(one, of, `${path}[${i}]`));
  }
  if (typeof value !== "object" || value === null) return typeof value === api ? [] : [path];
  return Object.entries(value).flatMap(([key, one]) =>
    foreign(one, (api as Record<string, unknown> | undefined)?.[key], `${path}.${key}`),
  );
};

const of = (lines: readonly PlanLine[]) => ({ plan: "sweeps/K_1.jsonl", lines });

test("a Job of Kubernetes has fields of its API only, and an index for each run", async () => {
  const lines = await linesOf(18);
  const job = kubernetesManifest({ ...of(lines), image: "i", claim: "c", jobs: 4 });
  expect(foreign(job, API)).toEqual([]);
  expect(foreign({ ...job, bla: 1 }, API)).toEqual([".bla"]);
  const { metadata, spec } = job as { metadata: { name: string }; spec: Record<string, unknown> };
  // Names of labels of DNS, RFC 1123.
  expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
  // A limit for each index asks for indexes, and for pods that are not restarted in place.
  expect(spec).toMatchObject({ completions: 18, parallelism: 4, completionMode: "Indexed" });
  expect(spec.template).toMatchObject({ spec: { restartPolicy: "Never" } });
  expect(indexOf("kubernetes", lines, { JOB_COMPLETION_INDEX: "17" })).toBe(17);
});

test("what Kubernetes would refuse later is refused", async () => {
  const plan = { ...of(await linesOf(1)), image: "registry:5000/a/b@sha256:0f", claim: "a-1.b" };
  expect(() => kubernetesManifest(plan)).not.toThrow();
  for (const [name, ...values] of [
    ["image", "", "a b", "-a"],
    ["claim", "", "Q", "a_b", "-a", "a.", "a".repeat(254)],
    ["folder", "", "work", "/a:b"],
  ] as const) {
    const said = expect.objectContaining({ code: "OPTION", where: `--${name}` });
    for (const value of values) {
      expect(() => kubernetesManifest({ ...plan, [name]: value }), value).toThrow(said);
    }
  }
});

test("a script of Slurm is one of bash, with a task for each run", async () => {
  const lines = await linesOf(18);
  const script = slurmManifest({ ...of(lines), plan: "it's/k.jsonl", jobs: 4, cores: 8 });
  expect(script).toContain("#SBATCH --array=0-17%4\n");
  expect(script).toContain("#SBATCH --cpus-per-task=8\n");
  const ran = spawnSync("bash", [
    "-c",
    `textvae() { printf '%s\\n' "$@"; }; ${script.replace("exec ", "")}`,
  ]);
  expect(String(ran.stdout).split("\n").slice(0, 3)).toEqual(["sweep", "run", "it's/k.jsonl"]);
});

test("a plan with early stopping is no cluster's", async () => {
  const lines = await linesOf(9, { early: { rule: "asha", first: 10, eta: 3 } });
  const said = expect.objectContaining({ code: "OPTION", message: expect.stringMatching(/early/) });
  expect(() => slurmManifest(of(lines))).toThrow(said);
  expect(() => kubernetesManifest({ ...of(lines), image: "i", claim: "c" })).toThrow(said);
  expect(() => indexOf("0", lines, {})).toThrow(said);
});
