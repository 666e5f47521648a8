import { checkOptions } from "@textvae/core/options";
import type { Command } from "commander";
import { z } from "zod";
import { readFlags, requireFlags } from "./config/flags.ts";
import type { Io, Outcome } from "./io.ts";

/** What the command line gave, by the names of its flags. */
export type Flags = Readonly<Record<string, unknown>>;

/** A command as the program runs it. What it needs beside its flags is imported when it runs. */
export interface Verb {
  readonly options: z.ZodObject;
  /** Whether it has `--run` and what belongs to that, and `--data`. */
  readonly asks?: "model" | "model and data";
  /** Whether it does something without `--run`, too. */
  readonly without?: true;
  /** Adds flags that no schema describes. */
  declare?(command: Command, argv: readonly string[]): void | Promise<void>;
  run(flags: Flags, io: Io, words: readonly string[]): Promise<Outcome>;
}

/** A command's flags by a schema, and what it does with their values. */
export interface Declared<Shape extends z.ZodRawShape>
  extends Pick<Verb, "asks" | "without" | "declare"> {
  readonly options: Shape;
  run(
    chosen: z.output<z.ZodObject<Shape>>,
    given: { readonly flags: Flags; readonly io: Io; readonly words: readonly string[] },
  ): Promise<Outcome>;
}

/**
 * A command that is given its flags checked, typed as their schema has them, and complete.
 *
 * @throws {TextvaeError} as it runs: `OPTION` naming a flag of a value out of range, or one that is missing.
 */
export const command = <Shape extends z.ZodRawShape>(
  name: string,
  { options: shape, run, ...rest }: Declared<Shape>,
): Verb => {
  const options = z.strictObject(shape);
  return {
    ...rest,
    options,
    run: async (flags, io, words) => {
      requireFlags(options, flags);
      return run(checkOptions(options, readFlags(options, flags), name), { flags, io, words });
    },
  };
};
