import type { GenerateOptions } from "@textvae/core";
import { TextvaeError } from "@textvae/ops/errors";
import { isWhole } from "@textvae/ops/whole";
import type { SamplingOptions } from "./probabilities.ts";

export interface SampleStrategy extends SamplingOptions {
  readonly kind: "sample";
}

export interface BeamStrategy {
  readonly kind: "beam";
  readonly width: number;
  readonly lengthPenalty: number;
}

/** What to generate, with defaults filled in. */
export interface GenerateRequest {
  readonly count: number;
  readonly maxLength: number;
  readonly strategy: { readonly kind: "greedy" } | SampleStrategy | BeamStrategy;
}

interface Rule {
  readonly expected: string;
  allows(value: number): boolean;
  /** The largest value that can be done in reasonable time and memory. */
  readonly most?: number;
  readonly default?: number;
  readonly optional?: boolean;
}

const WHOLE: Rule = {
  expected: "a whole number ≥ 1",
  allows: isWhole,
};

/** The largest requests: hypotheses at once, of one sentence, and words of each. */
export const GENERATION_LIMITS = { count: 100_000, width: 1000, maxLength: 10_000 } as const;

const upTo = (most: number): Rule => ({ ...WHOLE, most });

const STRATEGIES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  greedy: {},
  sample: {
    temperature: {
      expected: "a number > 0",
      allows: (value) => value > 0 && Number.isFinite(value),
      default: 1,
    },
    topK: { ...WHOLE, optional: true },
    topP: {
      expected: "a number in (0, 1]",
      allows: (value) => value > 0 && value <= 1,
      optional: true,
    },
  },
  beam: {
    width: upTo(GENERATION_LIMITS.width),
    lengthPenalty: {
      expected: "a number ≥ 0",
      allows: (value) => value >= 0 && Number.isFinite(value),
      default: 0,
    },
  },
};

/** The request in the options of `generate`, with defaults. Throws `OPTION` where it is out of range. */
export const checkGenerateRequest = (
  where: string,
  { count, maxLength, strategy }: GenerateOptions,
): GenerateRequest => {
  if (typeof strategy === "string") {
    refuse(`${where}.strategy`, 'an object, such as { kind: "greedy" }', strategy);
  }
  const { kind, ...options } = (strategy ?? {}) as { readonly kind?: string };
  const rules = Object.hasOwn(STRATEGIES, String(kind)) && STRATEGIES[String(kind)];
  if (!rules) {
    refuse(`${where}.strategy.kind`, Object.keys(STRATEGIES).join(", ").concat(" as kind"), kind);
  }
  const limits = GENERATION_LIMITS;
  const sizes = { count: upTo(limits.count), maxLength: upTo(limits.maxLength) };
  const numbers = checked(where, sizes, { count, maxLength });
  const chosen = checked(`${where}.strategy`, rules as Record<string, Rule>, options);
  const rows = (numbers.count as number) * (chosen.width ?? 1);
  if (rows > limits.count) {
    const expected = `at most ${limits.count.toLocaleString("en")} sentences times width`;
    refuse(`${where}.count`, expected, rows);
  }
  return { ...numbers, strategy: { kind, ...chosen } } as unknown as GenerateRequest;
};

const checked = (
  where: string,
  rules: Readonly<Record<string, Rule>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, number | undefined> => {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(rules, key));
  if (unknown !== undefined) refuse(where, "known options only", unknown);
  const values = Object.entries(rules).map(([name, rule]) => {
    const value = given[name] ?? rule.default;
    if (value === undefined && rule.optional) return [name, undefined];
    if (typeof value !== "number" || !rule.allows(value)) {
      refuse(`${where}.${name}`, rule.expected, value);
    }
    if (rule.most !== undefined && (value as number) > rule.most) {
      refuse(`${where}.${name}`, `at most ${rule.most.toLocaleString("en")}`, value);
    }
    return [name, value];
  });
  return Object.fromEntries(values);
};

const refuse = (where: string, expected: string, got: unknown): never => {
  throw new TextvaeError("OPTION", where, {
    expected,
    got: typeof got === "number" ? String(got) : (JSON.stringify(got) ?? "nothing"),
  });
};
