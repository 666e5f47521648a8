/** A JSON object: neither a list nor null. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with a value that was read, and where in it; undefined when nothing is. */
export type Check = (value: unknown, path: string) => Problem | undefined;

export interface Problem {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

const that =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value, path) =>
    holds(value)
      ? undefined
      : { path, expected, got: (JSON.stringify(value) ?? "nothing").slice(0, 60) };

export const aNumber: Check = that("a finite number", Number.isFinite);
export const aCount: Check = that(
  "an integer ≥ 0",
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);
export const aText: Check = that("a text", (value) => typeof value === "string");
export const aTruth: Check = that("true or false", (value) => typeof value === "boolean");
export const aRecord: Check = that("an object", isRecord);
export const exactly = (only: unknown): Check =>
  that(JSON.stringify(only), (value) => value === only);

/** Absent, or as the check says. */
export const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

/** An object in which every value is as the check says. */
export const eachOf =
  (check: Check): Check =>
  (value, path) =>
    aRecord(value, path) ??
    first(
      Object.entries(value as object).map(
        ([key, of]) =>
          () =>
            check(of, `${path}.${key}`),
      ),
    );

/** A list in which every value is as the check says. */
export const listOf =
  (check: Check): Check =>
  (value, path) =>
    that("a list", Array.isArray)(value, path) ??
    first((value as unknown[]).map((of, i) => () => check(of, `${path}[${i}]`)));

/** An object with these fields; it may have others. */
export const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    aRecord(value, path) ??
    first(
      Object.entries(checks).map(([key, check]) => () => {
        const own = Object.hasOwn(value as object, key);
        const of = own ? (value as Record<string, unknown>)[key] : undefined;
        return check(of, path === "" ? key : `${path}.${key}`);
      }),
    );

const first = (checks: readonly (() => Problem | undefined)[]): Problem | undefined => {
  for (const check of checks) {
    const problem = check();
    if (problem) return problem;
  }
  return undefined;
};
