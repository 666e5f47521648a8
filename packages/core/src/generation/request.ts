import { TextvaeError } from "@textvae/ops";
import type { GenerateOptions } from "../contracts/parts.ts";
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
  readonly default?: number;
  readonly optional?: boolean;
}

const WHOLE: Rule = {
  expected: "a whole number ≥ 1",
  allows: (value) => Number.isInteger(value) && value >= 1,
};

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
    width: WHOLE,
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
  const { kind, ...options } = (strategy ?? {}) as { readonly kind?: string };
  const rules = Object.hasOwn(STRATEGIES, String(kind)) && STRATEGIES[String(kind)];
  if (!rules) {
    refuse(`${where}.strategy.kind`, Object.keys(STRATEGIES).join(", ").concat(" as kind"), kind);
  }
  const numbers = checked(where, { count: WHOLE, maxLength: WHOLE }, { count, maxLength });
  const chosen = checked(`${where}.strategy`, rules as Record<string, Rule>, options);
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
