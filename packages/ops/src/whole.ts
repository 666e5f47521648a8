import { TextvaeError } from "./errors.ts";

/** Whether a value is a whole number ≥ 1: a width, a count. */
export const isWhole = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1;

/**
 * Throws `OPTION` for what is no whole number ≥ 1.
 *
 * @example
 * requireWhole("epoch.batchSize", 0); // OPTION epoch.batchSize: expected a whole number ≥ 1; got 0.
 */
export const requireWhole = (where: string, value: unknown): void => {
  if (isWhole(value)) return;
  throw new TextvaeError("OPTION", where, { expected: "a whole number ≥ 1", got: String(value) });
};
