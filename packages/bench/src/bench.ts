import { checkOptions } from "@textvae/core";
import { cases } from "./cases/index.ts";
import { load, thisMachine } from "./machine.ts";
import { measure } from "./measure.ts";
import { type BenchInput, benchOptions } from "./options.ts";
import type { BenchReport, CaseResult } from "./report.ts";
import { FULL, SMALL } from "./sizes.ts";
import { backendSubjects } from "./subjects/index.ts";
import type { Subject } from "./subjects/subject.ts";
import { torchSubject } from "./subjects/torch.ts";

/**
 * Median times of the parts of a text VAE on every variant of the wasm kernels, on tfjs's own,
 * and on PyTorch if a Python is named, interleaved in one run.
 *
 * `speed` is relative to PyTorch where it takes part, else to tfjs's own kernels.
 *
 * @throws {TextvaeError} `BACKEND` when Python or PyTorch is not there, `OPTION` for options out
 * of range.
 *
 * @example
 * const { cases } = await bench({ rounds: 5, only: ["nvrnn-step"], python: "python3" });
 */
export const bench = async (
  options: BenchInput = {},
  onCase: (result: CaseResult) => void = () => {},
): Promise<BenchReport> => {
  const { rounds, only, small, backends, python } = checkOptions(benchOptions, options, "bench");
  const sizes = small ? SMALL : FULL;
  const turns = { rounds, warmUp: small ? 1 : 4, perTurn: small ? 1 : 3 };
  const before = load();
  const subjects = await everySubject(backends, python);
  try {
    const baseline = subjects.at(-1)?.name as string;
    const results: CaseResult[] = [];
    for (const chosen of cases.filter(({ name }) => only?.includes(name) ?? true)) {
      const result = await measure(chosen, { subjects, baseline, sizes }, turns);
      results.push(result);
      onCase(result);
    }
    return {
      machine: thisMachine(),
      load: { before, after: load() },
      sizes,
      rounds,
      subjects: subjects.map(({ name, facts }) => ({ name, facts })),
      baseline,
      cases: results,
    };
  } finally {
    for (const subject of subjects) await subject.close();
  }
};

/** The subjects, the baseline last. */
const everySubject = async (
  backends: readonly string[],
  python: string | undefined,
): Promise<Subject[]> => {
  const subjects = await backendSubjects(backends);
  if (python === undefined) return subjects;
  const threads = Number(subjects.at(-1)?.facts.threads ?? 1);
  return [...subjects, await torchSubject(python, threads)];
};
