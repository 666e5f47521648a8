/*
 * Runs the laws of a backend and the training step of docs/performance.md on WebGPU, beside PyTorch
 * where python3 has it, and prints a table. Meant for a machine with a graphics processor; made
 * into an archive by build.mjs. `--small`: a tenth of all sizes, for software adapters.
 */
import { webgpu } from "@textvae/backend-webgpu";
import { backendLaws } from "@textvae/testing/laws";
import { step } from "../../packages/bench/src/cases/step.ts";
import { measure } from "../../packages/bench/src/measure.ts";
import { FULL, SMALL } from "../../packages/bench/src/sizes.ts";
import { backendSubject } from "../../packages/bench/src/subjects/backend.ts";
import type { Subject } from "../../packages/bench/src/subjects/subject.ts";
import { torchSubject } from "../../packages/bench/src/subjects/torch.ts";

const small = process.argv.includes("--small");

const { facts } = await webgpu().start();
console.log(`# WebGPU on ${facts.description}\n`);
console.log(
  ["vendor", "architecture", "software"].map((name) => `${name} ${facts[name]}`).join(", "),
);

// The laws.
const laws = backendLaws();
const broken: string[] = [];
for (const { name, check } of laws) {
  try {
    await check();
  } catch (error) {
    broken.push(`${name}: ${(error as Error).message}`);
    await webgpu().start(); // a new device, if this one refused something
  }
}
console.log(`\n${laws.length - broken.length} of ${laws.length} laws hold`);
for (const line of broken) console.log(`- ${line}`);

// The training step.
const subjects: Subject[] = [await backendSubject("textvae, webgpu", webgpu())];
for (const device of ["cuda", "cpu"]) {
  try {
    subjects.push({ ...(await torchSubject("python3", 1, device)), name: `PyTorch, ${device}` });
  } catch (error) {
    console.log(`\nwithout PyTorch on ${device}: ${(error as Error).message}`);
  }
}
const sizes = small ? SMALL : FULL;
const turns = small ? { rounds: 1, warmUp: 1, perTurn: 1 } : { rounds: 5, warmUp: 10, perTurn: 20 };
const baseline = (subjects.at(-1) as Subject).name;
const { measurements } = await measure(step, { subjects, baseline, sizes }, turns);
console.log(`\nTraining step of the NVRNN, ${JSON.stringify(sizes)}\n`);
console.log("| | ms, median | tokens/s |\n| --- | --- | --- |");
for (const { subject, median, rate } of measurements) {
  console.log(`| ${subject} | ${median.toFixed(1)} | ${Math.round(rate)} |`);
}
for (const subject of subjects) await subject.close();
process.exitCode = broken.length > 0 ? 1 : 0; // Dawn may crash in a process that is made to end
