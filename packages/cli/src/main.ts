import { Argument, Command, CommanderError, Option } from "commander";
import type { Flags, Verb } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import type { Listed } from "./commands/listed.ts";
import { reportError } from "./failure.ts";
import { INTERRUPTED } from "./interruption.ts";
import type { Io, Outcome } from "./io.ts";
import { printing } from "./printing.ts";
import { ownVersion } from "./versions.ts";

/**
 * Runs a command and returns its exit code: 0, 1 after an error, 130 after an interruption.
 * Nothing is thrown and the process is not ended.
 *
 * @example
 * const code = await main(["sample", "--run", "runs/first", "--count", "3"]);
 */
export const main = async (
  argv: readonly string[],
  given: Io = { stdout: process.stdout, stderr: process.stderr },
): Promise<number> => {
  const io = printing(given);
  const json = argv.includes("--json");
  let outcome: Outcome | undefined;
  try {
    const program = await createProgram(argv, io, (finished) => {
      outcome = finished;
    });
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help, version
    if ((error as Error).name === "AbortError" && given.signal?.aborted) return INTERRUPTED;
    reportError(error, io, json);
    return 1;
  }
  if (!outcome) return 0;
  const { kind, data, text, exitCode = 0 } = outcome;
  io.stdout.write(json ? `${JSON.stringify({ kind, ...data })}\n` : `${text}\n`);
  return exitCode;
};

/** All commands by name; only the one that is named has its flags, since they are loaded for it. */
const createProgram = async (
  argv: readonly string[],
  io: Io,
  finish: (outcome: Outcome) => void,
): Promise<Command> => {
  const program = new Command("textvae")
    .description("Variational autoencoders for text")
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => {} });
  const named = argv.find((word) => Object.hasOwn(COMMANDS, word));
  for (const [name, listed] of Object.entries(COMMANDS)) {
    const made = program.command(name).description(listed.description);
    const parts = Object.entries(listed.parts ?? {});
    const behind = argv.slice(argv.indexOf(name) + 1).filter((word) => word !== "--json");
    // Where the command itself takes flags, a word behind one of them is its value.
    const words = listed.load ? behind.slice(0, 1) : behind;
    const part = parts.find(([part]) => words.includes(part))?.[0];
    for (const [of, one] of parts) {
      const inner = made.command(of).description(one.description);
      await prepare(inner, one, { named: name === named && of === part, argv, io, finish });
    }
    const itself = name === named && part === undefined;
    if (listed.load) await prepare(made, listed, { named: itself, argv, io, finish });
  }
  return program;
};

interface Preparation {
  /** Whether the command line is its: only then its flags are loaded. */
  readonly named: boolean;
  readonly argv: readonly string[];
  readonly io: Io;
  finish(outcome: Outcome): void;
}

const prepare = async (
  made: Command,
  { argument, load }: Listed,
  { named, argv, io, finish }: Preparation,
): Promise<void> => {
  if (argument) {
    const words = new Argument(argument.words, argument.description);
    made.addArgument(argument.choices ? words.choices(argument.choices) : words);
  }
  made.option("--json", "machine-readable output, one object per line");
  if (!named || !load) return;
  const verb = await load();
  await addFlagsOf(made, verb, argv);
  made.action(async (...given: unknown[]) => {
    // Commander ends with the flags and the command itself.
    const [words, flags] = [given.slice(0, -2).flat() as string[], given.at(-2) as Flags];
    finish(await verb.run(flags, io, words));
  });
};

const addFlagsOf = async (made: Command, verb: Verb, argv: readonly string[]): Promise<void> => {
  const { addFlags } = await import("./config/flags.ts");
  if (verb.asks) {
    made
      .addOption(
        new Option("--run <folder>", "folder of a trained run, or of a bundle").makeOptionMandatory(
          !verb.without,
        ),
      )
      .option("--config <file>", "configuration whose plugins the run was trained with")
      .option("--backend <name>", "another backend than the run was trained on")
      .option("--threads <number>", "threads of the backend; without it as many as help");
  }
  if (verb.asks === "model and data") {
    made.option("--data <folder>", "where the run's data lies now");
  }
  await verb.declare?.(made, argv);
  addFlags(made, verb.options, () => "Options:");
};
