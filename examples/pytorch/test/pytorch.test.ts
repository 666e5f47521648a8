import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cpu } from "@textvae/backend-cpu";
import { builtins } from "@textvae/recipes";
import { openTrained, type Source } from "@textvae/runs";
import { describe, expect, test } from "vitest";

/** What `load_textvae.py` makes of a bundle. */
interface Answers {
  readonly reconstruction: readonly number[];
  readonly kl: readonly number[];
  /** Absent of a language model. */
  readonly codes?: readonly (readonly number[])[];
  /** From these codes; of a language model the one sentence that it begins with. */
  readonly greedy: readonly string[];
  /** Instead of all others. */
  readonly refused?: string;
}

interface Expected {
  readonly texts: readonly string[];
  readonly bundles: Readonly<Record<string, Answers>>;
}

const bundles = join(import.meta.dirname, "bundles");

// Made by PyTorch 2.13.0 in double precision: python3 expected.py > bundles/expected.json
const { texts, bundles: expected }: Expected = JSON.parse(
  await readFile(join(bundles, "expected.json"), "utf8"),
);

const folder = (name: string): Source => ({
  read: async (path) => new Uint8Array(await readFile(join(bundles, name, path))),
  exists: async (path) => existsSync(join(bundles, name, path)),
});

/** The largest difference of two lists, in nats where they are. */
const apart = (a: readonly number[], b: readonly number[]): number => {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
};

await cpu().start();

describe("textvae gets the numbers and the words of PyTorch from the bundle", () => {
  test.each(Object.entries(expected))("%s", async (name, { codes, greedy, kl, reconstruction }) => {
    const model = await openTrained(folder(name), builtins());
    const scores = await model.score(texts, codes ? { at: "mean" } : {});
    const told = scores.map((score) => score.reconstruction);
    const charged = scores.map(({ divergence }) => divergence);
    expect(apart(told, reconstruction)).toBeLessThan(1e-4);
    expect(apart(charged, kl)).toBeLessThan(1e-4);
    const points = codes ? await model.encode(texts) : [];
    expect(
      apart(
        points.flatMap(({ z }) => [...z]),
        codes?.flat() ?? [],
      ),
    ).toBeLessThan(1e-5);
    const strategy = { kind: "greedy" } as const;
    expect(codes ? await model.decode(points) : await model.sample(1, { strategy })).toEqual(
      greedy,
    );
    model.dispose();
  });
});

const python = async (...args: string[]) => (await promisify(execFile)("python3", args)).stdout;

const findTorch = "import importlib.util; print(importlib.util.find_spec('torch') is not None)";
const hasTorch = (await python("-c", findTorch).catch(() => "")).trim() === "True";
const absence = hasTorch ? "" : " (skipped: no python3 with torch)";

/** A copy of a bundle whose description was edited. */
const edited = async (into: string, name: string, edit: (parts: never) => void) => {
  const target = join(into, name);
  await cp(join(bundles, "gaussian"), target, { recursive: true });
  const manifest = JSON.parse(await readFile(join(target, "model.json"), "utf8"));
  edit(manifest.parts as never);
  await writeFile(join(target, "model.json"), JSON.stringify(manifest));
  return target;
};

test.skipIf(!hasTorch)(
  `PyTorch gets its numbers again and refuses other networks${absence}`,
  async () => {
    const into = await mkdtemp(join(tmpdir(), "textvae-pytorch-"));
    try {
      const others = await Promise.all([
        edited(into, "flowed", (parts: Record<string, unknown>) => {
          parts.flows = [{ kind: "flow", name: "planar", version: "0.1.0", options: {} }];
        }),
        edited(into, "told", (parts: Record<string, unknown>) => {
          parts.condition = { kind: "condition", name: "label", version: "0.1.0", options: {} };
        }),
        edited(into, "two-way", (parts: { encoder: { options: Record<string, unknown> } }) => {
          parts.encoder.options.bidirectional = true;
        }),
        edited(into, "other-words", (parts: { encoder: { options: Record<string, unknown> } }) => {
          parts.encoder.options.reads = "sentence";
        }),
        edited(into, "adaptive", (parts: { decoder: { options: Record<string, unknown> } }) => {
          const output = { kind: "output", name: "adaptive", version: "0.1.0", options: {} };
          parts.decoder.options.output = output;
        }),
      ]);
      const known = Object.keys(expected).map((name) => join(bundles, name));
      const script = join(import.meta.dirname, "expected.py");
      const found: Expected = JSON.parse(await python(script, ...known, ...others));
      for (const [name, answers] of Object.entries(expected)) {
        const { kl, reconstruction, greedy } = found.bundles[name] as Answers;
        expect(apart(reconstruction, answers.reconstruction), name).toBeLessThan(1e-6);
        expect(apart(kl, answers.kl), name).toBeLessThan(1e-6);
        expect(greedy, name).toEqual(answers.greedy);
      }
      for (const name of ["flowed", "told", "two-way", "other-words", "adaptive"]) {
        expect(found.bundles[name]?.refused, name).toMatch(/expected rnnlm, or nvrnn/);
      }
    } finally {
      await rm(into, { recursive: true });
    }
  },
  120_000,
);
