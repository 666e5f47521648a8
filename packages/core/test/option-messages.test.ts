import type { StandardSchemaV1 } from "@standard-schema/spec";
import * as v from "valibot";
import { expect, test } from "vitest";
import * as z from "zod";
import { checkOptions, optionKeys } from "../src/index.ts";

const said = (schema: StandardSchemaV1, input: unknown): string => {
  try {
    return `taken: ${JSON.stringify(checkOptions(schema, input, "part"))}`;
  } catch (error) {
    return (error as Error).message;
  }
};
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const both = {
  zod: z.strictObject({
    size: z.int().min(1).default(5),
    rate: z.number().positive().optional(),
    kind: z.enum(["a", "b"]).optional(),
    on: z.boolean().optional(),
    widths: z.array(z.int().min(1)).default([3]),
    inner: z.strictObject({ name: z.string() }).optional(),
    needed: z.number("a rate").optional(),
  }),
  valibot: v.strictObject({
    size: v.optional(whole, 5),
    rate: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0))),
    kind: v.optional(v.picklist(["a", "b"])),
    on: v.optional(v.boolean()),
    widths: v.optional(v.array(whole), () => [3]),
    inner: v.optional(v.strictObject({ name: v.string() })),
    needed: v.optional(v.number("a rate")),
  }),
};

// What a user reads does not depend on the validator that an author took.
test.each([
  [{}, 'taken: {"size":5,"widths":[3]}'],
  [{ size: undefined }, 'taken: {"size":5,"widths":[3]}'],
  [{ size: 0 }, "part.size: expected a number ≥ 1; got 0."],
  [{ size: "5" }, /^part\.size: expected (a )?number; got "5"\.$/],
  [{ size: 1.5 }, /^part\.size: expected (int|a whole number); got 1\.5\.$/],
  [{ rate: 0 }, "part.rate: expected a number > 0; got 0."],
  [{ rate: Number.NaN }, "part.rate: expected number; got NaN."],
  [{ rate: Number.POSITIVE_INFINITY }, /^part\.rate: expected (a finite )?number; got Infinity\.$/],
  [{ kind: "c" }, 'part.kind: expected one of "a", "b"; got "c".'],
  [{ on: 1 }, "part.on: expected boolean; got 1."],
  [{ widths: [2, 0] }, "part.widths.1: expected a number ≥ 1; got 0."],
  [{ widths: 2 }, "part.widths: expected array; got 2."],
  [{ inner: {} }, "part.inner.name: expected string; got undefined."],
  [{ inner: { name: "x", nom: 1 } }, 'part.inner: expected known options only; got "nom".'],
  [{ needed: "x" }, 'part.needed: expected a rate; got "x".'],
  [{ sise: 1 }, 'part: expected known options only; got "sise". Did you mean "size"?'],
  [[], "part: expected options by name; got []."],
  [null, "part: expected object; got null."],
])("%j is told alike by schemas of zod and of valibot", (input, says) => {
  expect(said(both.zod, input)).toMatch(says);
  expect(said(both.valibot, input)).toMatch(says);
});

test("keys of options are found in either", () => {
  expect(optionKeys(both.valibot)).toEqual(optionKeys(both.zod));
  expect(optionKeys(v.string())).toBeUndefined();
});

test("an option that must be given says what it must be, and where", () => {
  const term = v.strictObject({ weight: whole });
  const schema = v.strictObject({ terms: v.pipe(v.array(term), v.minLength(1)) });
  expect(said(schema, {})).toBe("part.terms: expected array; got undefined.");
  expect(said(schema, { terms: [] })).toBe("part.terms: expected a length ≥ 1; got [].");
  expect(said(schema, { terms: [{}] })).toBe(
    "part.terms.0.weight: expected number; got undefined.",
  );
});

test("what a transform of either throws is told", () => {
  const broken = () => {
    throw new TypeError("broken");
  };
  for (const schema of [
    z.strictObject({ size: z.int().transform(broken) }),
    v.strictObject({ size: v.pipe(v.number(), v.transform(broken)) }),
  ]) {
    expect(said(schema, { size: 1 })).toMatch(/^part: expected a schema that .*; got broken/);
  }
});
