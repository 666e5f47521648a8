import { env, memory } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { node } from "@textvae/backend-node";
import { wasm } from "@textvae/backend-wasm";
import { webgpu } from "@textvae/backend-webgpu";
import type { Backend } from "@textvae/core";
import { beforeAll, describe, expect, test } from "vitest";
import { goldenLosses, recipes, TOLERANCE } from "./golden/train.ts";

/*
 * Every recipe, trained for 8 steps from the same seed (50 with TEXTVAE_GOLDEN=all), has the same losses on
 * every backend. Whether it learns is seen on the fastest, in twice as many.
 * The differences, relative to the loss, are those of sums in single precision and what 50
 * steps of Adam make of them: up to 3·10⁻⁷ at first and 6·10⁻⁵ in all, where this was written.
 */
const AT_FIRST = 2e-6;

const names = Object.keys(recipes);

const STEPS = process.env.TEXTVAE_GOLDEN === "all" ? 50 : 8;

/** A software adapter takes minutes for all recipes: it runs them when TEXTVAE_GOLDEN is `all`. */
const onWebgpu = process.env.TEXTVAE_GOLDEN === "all" ? names : ["nvdm"];

const backends: readonly (readonly [backend: Backend, names: readonly string[]])[] = [
  [wasm(), names],
  [node({ threads: 1 }), names],
  [webgpu(), onWebgpu],
];
const expected = new Map<string, readonly number[]>();

/** Milliseconds that a recipe may take; shaders are slow to compile in software. */
const PATIENCE = 300_000;

// tfjs's own check takes a result that was saved and reshaped, a copy in TensorFlow, for a leak.
env().set("IS_TEST", false);

beforeAll(async () => {
  for (const name of names) expected.set(name, await goldenLosses(cpu(), name, STEPS));
}, PATIENCE);

/** |loss − expected| / expected, at each step. */
const differences = (losses: readonly number[], name: string): number[] => {
  const right = expected.get(name) as readonly number[];
  return losses.map((loss, i) => Math.abs(loss / (right[i] as number) - 1));
};

test.each(names)("%s learns", async (name) => {
  const losses = await goldenLosses(wasm(), name, 2 * STEPS);
  expect(losses).toHaveLength(2 * STEPS);
  expect(Math.min(...losses.slice(-5))).toBeLessThan(0.99 * (losses[0] as number));
});

for (const [backend, chosen] of backends) {
  const support = await backend.available();
  const absence = support.ok ? "" : ` (skipped, ${support.reason})`;
  describe.skipIf(!support.ok)(`on ${backend.name}${absence}`, () => {
    beforeAll(async () => {
      await backend.start();
    });

    test.each(chosen)(
      "%s goes as on cpu",
      async (name) => {
        const before = memory().numTensors;
        const losses = await goldenLosses(backend, name, STEPS);
        expect(memory().numTensors).toBe(before);
        const found = differences(losses, name);
        expect(found).toHaveLength(STEPS);
        expect(found[0]).toBeLessThan(AT_FIRST);
        expect(Math.max(...found)).toBeLessThan(TOLERANCE);
      },
      PATIENCE,
    );
  });
}
