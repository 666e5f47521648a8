import { Argument, Command, CommanderError, Option } from "commander";
import { setupCommand, setupFlags } from "./commands/backend.ts";
import { benchCommand, benchFlags } from "./commands/bench.ts";
import { centresCommand, centresFlags } from "./commands/centres.ts";
import { compareCommand } from "./commands/compare.ts";
import { decodeCommand, decodeFlags } from "./commands/decode.ts";
import { diagnoseCommand, diagnoseFlags } from "./commands/diagnose.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { encodeCommand, encodeFlags } from "./commands/encode.ts";
import { evaluateCommand, evaluateFlags } from "./commands/evaluate.ts";
import { exportCommand, exportFlags } from "./commands/export.ts";
import { hashCommand, hashFlags } from "./commands/hash.ts";
import { interpolateCommand, interpolateFlags } from "./commands/interpolate.ts";
import { neighboursCommand, neighboursFlags } from "./commands/neighbours.ts";
import { reconstructCommand, reconstructFlags } from "./commands/reconstruct.ts";
import { runsCommand } from "./commands/runs.ts";
import { sampleCommand, sampleFlags } from "./commands/sample.ts";
import { schemaCommand } from "./commands/schema.ts";
import { scoreCommand, scoreFlags } from "./commands/score.ts";
import { onlyOnce, sweepCommand } from "./commands/sweep.ts";
import { trainCommand } from "./commands/train.ts";
import { traverseCommand, traverseFlags } from "./commands/traverse.ts";
import { addFlags } from "./config/flags.ts";
import { addRecipeFlags, recipeIn } from "./config/recipe-flags.ts";
import { configSchema } from "./config/schema.ts";
import { reportError } from "./failure.ts";
import type { Io, Outcome } from "./io.ts";
import { printing } from "./printable.ts";
import type { Flags } from "./session.ts";
import { ownVersion } from "./versions.ts";

type Action = (flags: Flags, io: Io) => Promise<Outcome>;

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
    reportError(error, io, json);
    return 1;
  }
  if (!outcome) return 0;
  const { kind, data, text, exitCode = 0 } = outcome;
  io.stdout.write(json ? `${JSON.stringify({ kind, ...data })}\n` : `${text}\n`);
  return exitCode;
};

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

  const command = (name: string, description: string, action: Action): Command =>
    program
      .command(name)
      .description(description)
      .option("--json", "machine-readable output, one object per line")
      .action(async (flags: Flags) => finish(await action(flags, io)));

  const training = (name: string, description: string, action: Action): Command => {
    const made = command(name, description, action).option(
      "--config <file>",
      "configuration; default: textvae.config.ts or .json, if there",
    );
    addFlags(made, configSchema.omit({ options: true, plugins: true }), () => "Options:");
    addRecipeFlags(made, recipeIn(argv));
    return made;
  };
  training("train", "train a model, or continue a run", trainCommand).addOption(
    new Option("--resume <from>", "which checkpoint to continue from")
      .choices(["last", "last-good"])
      .default("last"),
  );
  training("sweep", "train a run for each value of an option and compare them", sweepCommand)
    .requiredOption(
      "--over <option>",
      "the option, e.g. kappa",
      onlyOnce("--over", "Sweep over one option at a time: fix the other by its own flag."),
    )
    .requiredOption(
      "--values <list>",
      "its values, with commas",
      onlyOnce("--values", "Name all values in one list, with commas."),
    )
    .option("--out <file.svg>", "draw the comparison into a file");

  const asking = (name: string, description: string, action: Action) =>
    command(name, description, action)
      .requiredOption("--run <folder>", "folder of a trained run, or of a bundle")
      .option("--config <file>", "configuration whose plugins the run was trained with")
      .option("--backend <name>", "another backend than the run was trained on")
      .option("--threads <number>", "threads of the backend; without it as many as help");
  const withData = (name: string, description: string, action: Action) =>
    asking(name, description, action).option("--data <folder>", "where the run's data lies now");

  const evaluate = withData("evaluate", "score held-out text", evaluateCommand);
  addFlags(evaluate, evaluateFlags, () => "Options:");
  const diagnose = withData("diagnose", "measure what a run's codes hold", diagnoseCommand);
  addFlags(diagnose, diagnoseFlags, () => "Options:");
  const hash = withData("hash", "binary codes of labelled text, and P@k", hashCommand);
  addFlags(hash, hashFlags, () => "Options:");
  const sample = asking("sample", "draw sentences from the prior", sampleCommand);
  addFlags(sample, sampleFlags, () => "Options:");
  const interpolate = withData("interpolate", "walk between two sentences", interpolateCommand);
  addFlags(interpolate, interpolateFlags, () => "Options:");
  const traverse = withData("traverse", "move one coordinate of a code", traverseCommand);
  addFlags(traverse, traverseFlags, () => "Options:");
  const reconstruct = withData("reconstruct", "encode and decode sentences", reconstructCommand);
  addFlags(reconstruct, reconstructFlags, () => "Options:");
  const encode = withData("encode", "turn sentences into codes, in a file", encodeCommand);
  addFlags(encode, encodeFlags, () => "Options:");
  const decode = asking("decode", "turn a file of codes into sentences", decodeCommand);
  addFlags(decode, decodeFlags, () => "Options:");
  const score = withData("score", "score sentences one by one", scoreCommand);
  addFlags(score, scoreFlags, () => "Options:");
  const neighbours = withData("neighbours", "find the nearest sentences", neighboursCommand).option(
    "-k, --k <number>",
    "how many neighbours (default 10)",
  );
  addFlags(neighbours, neighboursFlags, () => "Options:");
  const exported = withData("export", "write what using a model needs", exportCommand);
  addFlags(exported, exportFlags, () => "Options:");
  const centres = withData("centres", "find where codes gather, by k-means", centresCommand);
  addFlags(centres, centresFlags, () => "Options:");
  const negotiate = withData("negotiate", "learn by negotiating with itself", async (flags, io) => {
    const { negotiateCommand } = await import("./commands/negotiate.ts");
    return negotiateCommand(flags, io);
  });
  if (argv.includes("negotiate")) {
    // Its package is loaded by those alone who ask for it.
    const { negotiateSettings } = await import("@textvae/negotiation");
    addFlags(negotiate, negotiateSettings, () => "Options:");
  }

  command("runs", "list the runs and bundles of a folder", runsCommand).option(
    "--folder <folder>",
    "where they lie; default: runs",
  );
  program
    .command("compare")
    .description("set runs side by side, in numbers and in one drawing")
    .argument("<runs...>", "folders of runs")
    .option("--out <file.svg>", "draw their curves into a file")
    .option("--json", "machine-readable output, one object per line")
    .action(async (runs: string[], flags: Flags) => finish(await compareCommand(runs, flags)));
  const bench = command("bench", "measure the speed of this machine", benchCommand)
    .option("--only <cases...>", "which cases, by their names")
    .option("--backends <names...>", "which backends: wasm, which is the default, node")
    .option(
      "--kernels <names...>",
      "which kernels of wasm: wide relaxed plain stock, by default all",
    );
  addFlags(bench, benchFlags, () => "Options:");
  const setup = program
    .command("backend")
    .description("prepare a backend")
    .command("setup")
    .description("build what a backend needs, in a folder of its own")
    .addArgument(new Argument("<name>", "which backend").choices(["node"]))
    .option("--json", "machine-readable output, one object per line")
    .action(async (_: string, flags: Flags) => finish(await setupCommand(flags, io)));
  addFlags(setup, setupFlags, () => "Options:");
  command("doctor", "check this machine and this installation", doctorCommand).option(
    "--backends",
    "every operation on every backend against double precision, as a table",
  );
  command("schema", "print the JSON Schema of textvae.config.json", schemaCommand);
  return program;
};
