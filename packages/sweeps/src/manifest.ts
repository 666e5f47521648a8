import { TextvaeError } from "@textvae/core";
import { type PlanLine, requireApart } from "./plan-line.ts";

/** A plan that a cluster trains. */
export interface ClusterPlan {
  /** File of the plan as the machines see it. */
  readonly plan: string;
  readonly lines: readonly PlanLine[];
  /** Runs at once; without it as many as there is room for. */
  readonly jobs?: number;
  /** Cores of each run. Default 2. */
  readonly cores?: number;
}

export interface KubernetesPlan extends ClusterPlan {
  /** The container image, in which `textvae` is installed. */
  readonly image: string;
  /** The PersistentVolumeClaim that holds plan, data and runs. */
  readonly claim: string;
  /** Where it is mounted, and where the paths of the plan begin. Default `/work`. */
  readonly folder?: string;
}

/** Seconds from the request to end to the end: time for a checkpoint. */
const GRACE = 120;

/**
 * A script for `sbatch` that trains each run of a plan as a task of a job array. A task that the cluster
 * interrupts goes back into the queue; near its time limit it is told to write a checkpoint.
 *
 * @throws {TextvaeError} `OPTION` for a plan with early stopping.
 *
 * @example
 * await writeFile("k.sh", slurmManifest({ plan: "sweeps/k.jsonl", lines }));
 */
export const slurmManifest = ({ plan, lines, jobs, cores = 2 }: ClusterPlan): string => {
  requireApart(lines);
  return [
    "#!/bin/bash",
    `#SBATCH --job-name=${nameOf(plan)}`,
    `#SBATCH --array=0-${lines.length - 1}${jobs === undefined ? "" : `%${jobs}`}`,
    `#SBATCH --cpus-per-task=${cores}`,
    "#SBATCH --requeue",
    `#SBATCH --signal=B:TERM@${GRACE}`,
    `exec textvae sweep run '${plan.replaceAll("'", "'\\''")}' --index slurm`,
    "",
  ].join("\n");
};

/**
 * An indexed Job for `kubectl apply`, as JSON, that trains each run of a plan as a pod of its own. A pod that
 * is evicted counts for nothing, one that ends with an error of its configuration fails its index at once, and
 * any other is tried again. Kubernetes has `backoffLimitPerIndex` for good since 1.33.
 *
 * @throws {TextvaeError} `OPTION` for a plan with early stopping, and for an image, claim or folder that no cluster
 * would take.
 *
 * @example
 * const job = kubernetesManifest({ plan: "sweeps/k.jsonl", lines, image: "registry/textvae", claim: "work" });
 */
export const kubernetesManifest = (options: KubernetesPlan): object => {
  const { plan, lines, jobs, cores = 2, image, claim, folder = "/work" } = options;
  requireApart(lines);
  requireForm({ image, claim, folder });
  const name = nameOf(plan);
  const container = {
    name: "textvae",
    image,
    command: ["textvae", "sweep", "run", plan, "--index", "kubernetes"],
    workingDir: folder,
    resources: { requests: { cpu: String(cores) }, limits: { cpu: String(cores) } },
    volumeMounts: [{ name: "work", mountPath: folder }],
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      completions: lines.length,
      parallelism: Math.min(jobs ?? lines.length, lines.length),
      completionMode: "Indexed",
      backoffLimitPerIndex: 3,
      podFailurePolicy: {
        rules: [
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          { action: "FailIndex", onExitCodes: { operator: "In", values: [1] } },
        ],
      },
      template: {
        spec: {
          restartPolicy: "Never",
          terminationGracePeriodSeconds: GRACE,
          containers: [container],
          volumes: [{ name: "work", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
};

/** What Kubernetes takes, which it would tell only when the Job is applied, or a pod begins. */
const FORMS = {
  image: { form: /^[^\s-]\S*$/, expected: "a container image, such as registry/textvae:1" },
  claim: {
    form: /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    expected: "the name of a claim: small letters, digits, dashes and dots",
  },
  folder: { form: /^\/[^:]*$/, expected: "a path from the root, without a colon" },
};

const requireForm = (given: Readonly<Record<keyof typeof FORMS, string>>): void => {
  for (const [name, { form, expected }] of Object.entries(FORMS)) {
    const value = given[name as keyof typeof FORMS];
    if (form.test(value)) continue;
    throw new TextvaeError("OPTION", `--${name}`, { expected, got: JSON.stringify(value) });
  }
};

/** `textvae-k` of `sweeps/k.jsonl`: letters, digits and dashes, as a cluster takes them. */
const nameOf = (plan: string): string => {
  const file =
    plan
      .split("/")
      .at(-1)
      ?.replace(/\.[^.]*$/, "") ?? "";
  const plain = file.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `textvae-${plain}`.slice(0, 50).replace(/-+$/, "");
};
