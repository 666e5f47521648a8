/**
 * One statement that every part of a kind must satisfy. `check` returns when it holds and throws
 * an `Error` that says what was found instead when it does not, so that laws run anywhere: in a
 * test runner (`testPrior(…)`) or in a program that prints a report (`priorLaws(…)`).
 */
export interface Law {
  readonly name: string;
  check(): void | Promise<void>;
}

export const law = (name: string, check: Law["check"]): Law => Object.freeze({ name, check });

/** Fails the law when `condition` is false. */
export function holds(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}

/** Fails the law unless the two shapes are equal. */
export const sameShape = (
  actual: readonly number[],
  expected: readonly number[],
  what: string,
): void =>
  holds(
    actual.length === expected.length && actual.every((size, axis) => size === expected[axis]),
    `${what}: expected shape [${expected}]; got [${actual}]`,
  );

/** Fails the law when a number is NaN or infinite. */
export const allFinite = (values: ArrayLike<number>, what: string): void => {
  for (let i = 0; i < values.length; i++) {
    holds(Number.isFinite(values[i]), `${what}: expected finite numbers; got ${values[i]} at ${i}`);
  }
};

/** Fails the law unless |actual − expected| ≤ tolerance · (1 + |expected|) everywhere. */
export const allNear = (
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void => {
  holds(
    actual.length === expected.length,
    `${what}: expected ${expected.length} numbers; got ${actual.length}`,
  );
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    holds(
      Math.abs(a - e) <= tolerance * (1 + Math.abs(e)),
      `${what}: expected ${e} ± ${tolerance} (relative); got ${a} at ${i}`,
    );
  }
};
