/** What an attack found: the input that it was, and what came that should not. */
export interface Finding {
  readonly attack: string;
  readonly number: number;
  readonly input: string;
  readonly got: string;
}

/** An attack of so many tries, each a function of the seed and its number. */
export type Attack = (options: AttackOptions) => AsyncGenerator<Finding | undefined>;

export interface AttackOptions {
  readonly seed: number;
  /** Numbers of the tries. */
  readonly tries: readonly number[];
}

/** All that an attack finds. `onTry` is told of each try as it ends, and of what it found. */
export const findingsOf = async (
  attack: Attack,
  options: AttackOptions,
  onTry: (done: number, finding: Finding | undefined) => void = () => {},
): Promise<Finding[]> => {
  const found: Finding[] = [];
  let done = 0;
  for await (const finding of attack(options)) {
    if (finding) found.push(finding);
    onTry(++done, finding);
  }
  return found;
};

/** The numbers 0 … count − 1, or every so many-th of them. */
export const numbers = (count: number, every = 1): number[] =>
  Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
