/** An error of whoever typed the command: its message is all that is to be shown. */
export class Refusal extends Error {}

/** What was expected, what came, and the next step. */
export const refuse = (expected: string, got: string, hint?: string): Refusal =>
  new Refusal(`expected ${expected}; got ${got}.${hint === undefined ? "" : `\n${hint}`}`);
