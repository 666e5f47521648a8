import process from "node:process";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { Refusal, refuse } from "./refusal.ts";

/** What a command line says beside `--help`. */
export interface Said {
  readonly name: string;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/**
 * The one name and the flags of a command line; undefined where it asks for help. Throws a `Refusal` for
 * anything else.
 */
export const parsed = (
  argv: readonly string[],
  { what, help, options }: Asked,
): Said | undefined => {
  const { values, positionals } = read(argv, options);
  if (values.help) return undefined;
  const [name, ...others] = positionals;
  if (name === undefined) throw refuse(`a name for the ${what}`, "none", help);
  if (others.length > 0) throw refuse("one name", positionals.join(" "), help);
  return { name, values };
};

/** What a starter takes. */
export interface Asked {
  /** What it begins, in a word. */
  readonly what: string;
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
}

const read = (argv: readonly string[], options: Asked["options"]) => {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { ...options, help: { type: "boolean", short: "h", default: false } },
    });
    return { values: values as Said["values"], positionals };
  } catch (cause) {
    throw refuse("the options of --help", (cause as Error).message);
  }
};

/** Runs a starter, and prints what it says; a `Refusal` is told in its own words, with exit code 1. */
export const runStarter = async (
  name: string,
  act: (argv: readonly string[]) => Promise<string>,
): Promise<void> => {
  try {
    console.log(await act(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
};
