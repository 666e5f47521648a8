/*
 * What textvae does on a graphics processor: the laws of a backend, the golden steps of every
 * recipe, the benchmark beside PyTorch where python3 has it, and where a step's time goes. Prints
 * Markdown. Made into an archive by build.mjs. `--small`: a tenth of all sizes and one recipe, for
 * software adapters; `--only laws,golden,speeds,profile`: some of the parts.
 */
import { parseArgs } from "node:util";
import { webgpu } from "@textvae/backend-webgpu";
import { TextvaeError } from "@textvae/core";
import type { Finding } from "./finding.ts";
import { golden } from "./golden.ts";
import { laws } from "./laws.ts";
import { profile } from "./profile.ts";
import { speeds } from "./speeds.ts";

const { values } = parseArgs({ options: { small: { type: "boolean" }, only: { type: "string" } } });
const small = values.small ?? false;

const PARTS: Readonly<Record<string, () => Promise<Finding>>> = {
  laws,
  golden: () => golden(small ? ["nvdm"] : undefined),
  speeds: () => speeds(small),
  profile: () => profile(small),
};

const { facts } = await webgpu().start();
console.log(`# WebGPU on ${facts.description}\n`);
console.log(
  ["vendor", "architecture", "software", "features"]
    .map((name) => `${name} ${facts[name]}`)
    .join(", "),
);

const names = values.only?.split(",") ?? Object.keys(PARTS);
const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  throw new TextvaeError("OPTION", "gpu-check --only", {
    expected: Object.keys(PARTS).join(", "),
    got: unknown,
  });
}

let holds = true;
for (const name of names) {
  const from = performance.now();
  const { title, lines, broken } = await (PARTS[name] as () => Promise<Finding>)();
  if (broken.length > 0) holds = false;
  console.log(`\n## ${title}\n`);
  for (const line of [...lines, ...broken.map((one) => `- ${one}`)]) console.log(line);
  console.log(`\n(${((performance.now() - from) / 1000).toFixed(1)} s)`);
}
process.exitCode = holds ? 0 : 1; // Dawn may crash in a process that is made to end
