import { cases } from "../../packages/bench/src/cases/index.ts";
import { measure } from "../../packages/bench/src/measure.ts";
import { FULL, SMALL } from "../../packages/bench/src/sizes.ts";
import type { Subject } from "../../packages/bench/src/subjects/subject.ts";
import { torchSubject } from "../../packages/bench/src/subjects/torch.ts";
import { webgpuSubjects } from "../../packages/bench/src/subjects/webgpu.ts";
import type { Finding } from "./finding.ts";

const THREADS = 8;

/** Every case of the benchmark on the device, with tfjs's own kernels too, and on PyTorch where it is. */
export const speeds = async (small: boolean): Promise<Finding> => {
  const subjects: Subject[] = await webgpuSubjects();
  const broken: string[] = [];
  for (const device of ["cpu", "cuda"]) {
    try {
      const subject = await torchSubject("python3", THREADS, device);
      subjects.push({ ...subject, name: `PyTorch, ${device}` });
    } catch (error) {
      process.stderr.write(`without PyTorch on ${device}: ${(error as Error).message}\n`);
    }
  }
  const sizes = small ? SMALL : FULL;
  const turns = small
    ? { rounds: 1, warmUp: 1, perTurn: 1, clock: "wall" as const }
    : { rounds: 5, warmUp: 10, perTurn: 10, clock: "wall" as const };
  const baseline = (subjects.at(-1) as Subject).name;
  const lines = [
    `| case | ${subjects.map(({ name }) => name).join(" | ")} |`,
    `| --- |${" --- |".repeat(subjects.length)}`,
  ];
  for (const one of small ? cases.slice(0, 1) : cases) {
    const { name, measurements } = await measure(one, { subjects, baseline, sizes }, turns);
    const cells = measurements.map(({ median, speed, kernels }) => {
      const started = kernels === undefined ? "" : `, ${Math.round(kernels)} kernels`;
      return `${median.toFixed(2)} (${speed.toFixed(2)}${started})`;
    });
    lines.push(`| \`${name}\` | ${cells.join(" | ")} |`);
    process.stderr.write(`${lines.at(-1)}\n`);
  }
  for (const subject of subjects) await subject.close();
  const title = `Milliseconds, medians of ${turns.rounds * turns.perTurn}; in brackets how many times as fast as ${baseline}`;
  const facts = subjects.map(({ name, facts }) => `- ${name}: ${JSON.stringify(facts)}`);
  return { title, lines: [JSON.stringify(sizes), ...facts, "", ...lines], broken };
};
