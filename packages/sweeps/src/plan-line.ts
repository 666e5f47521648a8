import { TextvaeError } from "@textvae/core";
import { checks, sha256 } from "@textvae/run-format";
import type { DataRecord } from "@textvae/runs/record";

/** Early stopping of a plan by successive halving: the updates of the first rung, and η. */
export interface Halving {
  readonly rule: "asha";
  readonly first: number;
  readonly eta: number;
}

/** One run of a plan: a configuration that was resolved and checked, and where it is trained. */
export interface PlanLine {
  /** Format of the plan. */
  readonly plan: 1;
  readonly name: string;
  /** Folder of the run. */
  readonly run: string;
  /** What tells it from the others. */
  readonly chosen: Readonly<Record<string, unknown>>;
  /** All settings of the training, each with its value. */
  readonly config: LineConfig;
  /** The configuration file whose plugins and recipes it needs. */
  readonly from?: string;
  /** What the data was when the plan was made; see {@link dataDigest}. */
  readonly data: { readonly sha256: string };
  readonly early?: Halving;
}

/** Settings of a training as plain data. */
export interface LineConfig {
  readonly recipe: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: string;
  readonly seed: number;
  readonly steps?: number;
  readonly epochs?: number;
  readonly evaluateEvery?: number;
  readonly [setting: string]: unknown;
}

const { aCount, aNumber, aRecord, aText, exactly, fields, optional } = checks;

/** A file of that name holds what is known of the run. */
const aName: checks.Check = (value, path) =>
  typeof value === "string" && /^[\w-][\w.-]{0,199}$/.test(value)
    ? undefined
    : { path, expected: "letters, digits, _, - and .", got: JSON.stringify(value).slice(0, 60) };

const aLine = fields({
  plan: exactly(1),
  name: aName,
  run: aText,
  chosen: aRecord,
  config: fields({
    recipe: aText,
    options: aRecord,
    data: aText,
    seed: aNumber,
    steps: optional(aCount),
    epochs: optional(aCount),
    evaluateEvery: optional(aCount),
  }),
  from: optional(aText),
  data: fields({ sha256: aText }),
  early: optional(fields({ rule: exactly("asha"), first: aCount, eta: aNumber })),
});

/** The hash of data as a run records it: its contents, how they are read, and its words. */
export const dataDigest = (record: DataRecord): Promise<string> => digestOf(record);

/** The hash of a line, by which a record of its run knows that the line is still the same. */
export const lineDigest = (line: PlanLine): Promise<string> => digestOf(line);

const digestOf = (value: unknown): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify(value)));

/** The text of a plan, a line of JSON for each run. */
export const writePlan = (lines: readonly PlanLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/**
 * The runs of a plan.
 *
 * @throws {TextvaeError} `CONFIG` naming the line that is no run of a plan, or has the name or the folder of
 * an earlier one.
 *
 * @example
 * const lines = readPlan(await readFile("sweeps/k.jsonl", "utf8"), "sweeps/k.jsonl");
 */
export const readPlan = (text: string, file: string): readonly PlanLine[] => {
  const written = text.split("\n");
  if (written.at(-1) === "") written.pop();
  const lines = written.map((line, i) => readLine(line, `${file}, line ${i + 1}`));
  if (lines.length === 0) throw refused(file, "a run on each line", "an empty file");
  for (const key of ["name", "run"] as const) requireDistinct(lines, key, file);
  const [rule, other] = new Set(lines.map(({ early }) => JSON.stringify(early)));
  if (other !== undefined) {
    throw refused(file, "one rule of early stopping for all lines", `${rule} and ${other}`);
  }
  return lines;
};

const readLine = (text: string, where: string): PlanLine => {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (cause) {
    throw refused(where, "JSON", JSON.stringify(text.slice(0, 40)), cause);
  }
  const problem = aLine(line, "");
  if (!problem) return line as PlanLine;
  const { path, expected, got } = problem;
  throw refused(path === "" ? where : `${where}, ${path}`, expected, got);
};

const requireDistinct = (lines: readonly PlanLine[], key: "name" | "run", file: string): void => {
  const first = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const before = first.get(line[key]);
    if (before !== undefined) {
      const got = `${JSON.stringify(line[key])}, which line ${before + 1} has`;
      throw refused(`${file}, line ${i + 1}, ${key}`, "one of its own", got);
    }
    first.set(line[key], i);
  }
};

const refused = (where: string, expected: string, got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("CONFIG", where, {
    expected,
    got,
    hint: "Make the plan again with textvae sweep plan.",
    cause,
  });

/** Throws `OPTION` for runs that have to see each other while they are trained. */
export const requireApart = ([first]: readonly PlanLine[]): void => {
  if (!first?.early) return;
  throw new TextvaeError("OPTION", "--index", {
    expected: "a plan whose runs don't wait for each other",
    got: "one with early stopping",
    hint: "Train it with --jobs on one machine, or make a plan without --asha.",
  });
};
