import type { Sizes } from "../sizes.ts";

/** Something to measure, as data. */
export interface Case {
  readonly name: string;
  /** What one run is, for people. */
  readonly description: string;
  /** What one run gets done, e.g. 440 tokens. */
  readonly work: { readonly unit: string; amount(sizes: Sizes): number };
  /** Whether it is training, of which the most memory is looked at, too. */
  readonly trains?: boolean;
  /** What another library needs to do the same, as plain data; it stands in the place of sizes. */
  input?(sizes: Sizes): object;
  /** Makes everything one run needs, on the current backend. */
  prepare(sizes: Sizes): Prepared;
}

export interface Prepared {
  /** Done when the work is done: tfjs's wasm backend works as it is called. */
  run(): Promise<unknown> | unknown;
  dispose(): void;
}

/** Tokens of one batch. */
export const tokensOf = ({ batch, time }: Sizes): number => batch * time;
