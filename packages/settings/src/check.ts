import { checkOptions, type ErrorCode, suggest, TextvaeError } from "@textvae/core/options";
import type { z } from "zod";

/**
 * Checks what someone wrote, key by key, and fills in nothing, so that the next layer of
 * configuration still shines through. Throws with the nearest key for an unknown one.
 */
export const checkGiven = (
  schema: z.ZodObject,
  given: unknown,
  where: string,
  code: ErrorCode = "CONFIG",
): Readonly<Record<string, unknown>> => {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TextvaeError(code, where, {
      expected: "an object",
      got: JSON.stringify(given) ?? typeof given,
    });
  }
  for (const [key, value] of Object.entries(given)) {
    const option = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
    if (!option) {
      throw new TextvaeError(code, where, {
        expected: "known keys only",
        got: JSON.stringify(key),
        hint: suggest(key, Object.keys(schema.shape)),
      });
    }
    checkOptions(option as z.ZodType, value, `${where}.${key}`, code);
  }
  return given as Readonly<Record<string, unknown>>;
};
