import { checkOptions, type Dataset, TextvaeError } from "@textvae/core";
import type { Case } from "./cases/case.ts";
import { cases, corpusSteps, named } from "./cases/index.ts";
import { load, thisMachine } from "./machine.ts";
import { measure, withMemory } from "./measure.ts";
import { type BenchInput, type BenchOptions, benchOptions } from "./options.ts";
import type { BenchReport, CaseResult } from "./report.ts";
import { FULL, type Sizes, SMALL } from "./sizes.ts";
import type { Clock } from "./subjects/clock.ts";
import { backendSubjects } from "./subjects/index.ts";
import type { Subject } from "./subjects/subject.ts";
import { torchSubject } from "./subjects/torch.ts";

/**
 * Median times of the parts of a text VAE on every variant of the wasm kernels, on tfjs's own,
 * and on PyTorch if a Python is named, interleaved in one run.
 *
 * `speed` is relative to the subject named by `against`; unless told, to PyTorch where it takes
 * part, else to the last of the kernels asked for, tfjs's own. A dataset adds the cases of a corpus.
 * With a training step comes the most memory that it takes on each subject, in a process of its own.
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
  dataset?: Dataset,
): Promise<BenchReport> => {
  const chosen = checkOptions(benchOptions, options, "bench");
  const { rounds, only, small } = chosen;
  const sizes = small ? SMALL : FULL;
  const clock = chosen.clock as Clock;
  const turns = { rounds, warmUp: small ? 1 : 4, perTurn: small ? 1 : 3, clock };
  const before = load();
  const subjects = await everySubject(chosen);
  try {
    const baseline = baselineOf(subjects, chosen.against);
    const results: CaseResult[] = [];
    const setting = { subjects, baseline, sizes };
    for (const one of chooseCases(only, sizes, dataset)) {
      const measured = await measure(one, setting, turns);
      const result = one.trains ? await withMemory(measured, one, setting) : measured;
      results.push(result);
      onCase(result);
    }
    return {
      machine: thisMachine(),
      load: { before, after: load() },
      clock,
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

const chooseCases = (
  only: readonly string[] | undefined,
  sizes: Sizes,
  dataset: Dataset | undefined,
): Case[] => {
  const usual = dataset ? [...cases, ...corpusSteps(dataset, sizes.batch)] : cases;
  if (!only) return [...usual];
  const all = [...usual, ...named];
  const missing = only.find((name) => !all.some((one) => one.name === name));
  if (missing === undefined) return all.filter(({ name }) => only.includes(name));
  throw new TextvaeError("OPTION", "bench --only", {
    expected: `a corpus for ${missing}`,
    got: "none",
    hint: "Name a folder of text with --data.",
  });
};

/** The subject of that name; the last one unless told. */
const baselineOf = (subjects: readonly Subject[], against?: string): string => {
  const names = subjects.map(({ name }) => name);
  const name = against ?? (names.at(-1) as string);
  if (names.includes(name)) return name;
  throw new TextvaeError("OPTION", "bench --against", {
    expected: `one of ${names.join(", ")}`,
    got: name,
  });
};

/** The subjects, the baseline last. */
const everySubject = async ({
  backends,
  threads,
  kernels,
  python,
}: BenchOptions): Promise<Subject[]> => {
  const subjects = await backendSubjects(backends, threads, kernels);
  if (python === undefined) return subjects;
  return [...subjects, await torchSubject(python, threads)];
};
