import { cpu } from "@textvae/backend-cpu";
import { webgpu } from "@textvae/backend-webgpu";

import { goldenLosses, recipes, TOLERANCE } from "../../test/golden/train.ts";
import type { Finding } from "./finding.ts";

/** The 50 golden steps of every recipe on the device, beside those on plain JavaScript. */
export const golden = async (names: readonly string[] = Object.keys(recipes)): Promise<Finding> => {
  const lines: string[] = [];
  const broken: string[] = [];
  for (const name of names) {
    const expected = await goldenLosses(cpu(), name);
    const from = performance.now();
    try {
      const losses = await goldenLosses(webgpu(), name);
      const seconds = ((performance.now() - from) / 1000).toFixed(1);
      const worst = Math.max(
        ...losses.map((loss, i) => Math.abs(loss / (expected[i] as number) - 1)),
      );
      lines.push(`| \`${name}\` | ${worst.toExponential(1)} | ${seconds} |`);
      if (!(worst < TOLERANCE)) broken.push(`${name}: differs by ${worst}`);
    } catch (error) {
      broken.push(`${name}: ${(error as Error).message}`);
    }
    process.stderr.write(`golden ${name}\n`);
  }
  const table = [
    "| recipe | largest difference, relative | seconds |",
    "| --- | --- | --- |",
    ...lines,
  ];
  return {
    title: `Golden training, 50 steps: ${names.length - broken.length} of ${names.length} recipes as on cpu`,
    lines: table,
    broken,
  };
};
