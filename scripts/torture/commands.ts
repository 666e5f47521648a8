import { createHash } from "node:crypto";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng, type Rng } from "@textvae/core";
import { main } from "../../packages/cli/src/main.ts";
import type { Attack, Finding } from "./findings.ts";
import { below, mutateBytes, mutateJson, pick } from "./mutate.ts";

const WORDS = ["the", "a", "cat", "dog", "sees", "hears", "red", "old", "and", "runs"];

const sentences = (count: number): string =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: 3 + (i % 4) }, (_, t) => WORDS[(i * 3 + t * t) % 10]).join(" "),
  ).join("\n");

const MODEL = {
  options: { dim: 3, embedding: 4, hidden: 6, batchSize: 10, kappa: 10, optimizer: "adam" },
  backend: "wasm",
  logEvery: 2,
};

interface Scene {
  readonly home: string;
  readonly data: string;
  /** A run of twelve updates, and what was diagnosed of it. */
  readonly run: string;
}

/** The command in this process: what it printed, and its exit code. */
const command = async (argv: readonly string[]): Promise<{ code: number; printed: string }> => {
  let printed = "";
  const write = (text: string) => (printed += text);
  const code = await main(argv, { stdout: { write }, stderr: { write } });
  return { code, printed };
};

const withScene = async function* (
  use: (scene: Scene) => AsyncGenerator<Finding | undefined>,
): AsyncGenerator<Finding | undefined> {
  const home = mkdtempSync(join(tmpdir(), "textvae-torture-"));
  try {
    const data = join(home, "data");
    mkdirSync(data);
    for (const [split, count] of Object.entries({ train: 60, valid: 12, test: 12 })) {
      writeFileSync(join(data, `${split}.txt`), sentences(count));
    }
    writeFileSync(join(home, "model.json"), JSON.stringify({ ...MODEL, data }));
    const run = join(home, "run");
    for (const argv of [
      ["train", "--config", join(home, "model.json"), "--run", run, "--steps", "12"],
      ["diagnose", "--run", run, "--samples", "2"],
    ]) {
      const { code, printed } = await command(argv);
      if (code !== 0) throw new Error(printed);
    }
    yield* use({ home, data, run });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

/** A command may fail, with an error of ours; anything else is a finding. */
const problemOf = async (argv: readonly string[]): Promise<string | undefined> => {
  try {
    const { printed } = await command(argv);
    return /^(INTERNAL|\{"kind":"error","code":"INTERNAL").*/m.exec(printed)?.[0];
  } catch (error) {
    return `thrown: ${error}`;
  }
};

const seal = (content: string): string =>
  `${content}\n${createHash("sha256").update(content).digest("hex")}\n`;

/** Another content for a file of a run: in what it says, under a seal of its own, or in its bytes. */
const mutated = (path: string, content: Buffer, rng: Rng): string | Uint8Array => {
  if (below(rng, 3) === 0 || !/\.jsonl?$/.test(path)) {
    return mutateBytes(new Uint8Array(content), rng);
  }
  const lines = content.toString().trimEnd().split("\n");
  const other = (json: string) => JSON.stringify(mutateJson(JSON.parse(json), rng)) ?? "";
  if (path.endsWith("state.json")) return seal(other(lines[0] as string));
  if (path.endsWith(".json")) return other(content.toString());
  const at = below(rng, lines.length);
  return `${lines.with(at, other(lines[at] as string)).join("\n")}\n`;
};

const COMMANDS: readonly ((run: string) => string[])[] = [
  (run) => ["train", "--run", run, "--steps", "13"],
  (run) => ["train", "--run", run, "--steps", "13", "--resume", "last-good"],
  (run) => ["sample", "--run", run, "--count", "1"],
  (run) => ["evaluate", "--run", run],
  (run) => ["compare", run],
];

/** A run folder with one file mutated, met by a command. */
export const runFolders: Attack = ({ seed, tries }) =>
  withScene(async function* ({ home, run }) {
    const folder = join(home, "mutant");
    const files = globSync("**/*.{json,jsonl,txt,safetensors}", { cwd: run }).sort();
    for (const number of tries) {
      const rng = createRng(seed).stream(`run folder ${number}`);
      rmSync(folder, { recursive: true, force: true });
      cpSync(run, folder, { recursive: true });
      const file = pick(rng, files);
      const path = join(folder, file);
      writeFileSync(path, mutated(path, readFileSync(path), rng));
      const argv = pick(rng, COMMANDS)(folder);
      const got = await problemOf(argv);
      yield got === undefined
        ? undefined
        : { attack: "run folders", number, input: `${argv[0]} with another ${file}`, got };
    }
  });

/** A configuration with something in it mutated, trained for a step where it is taken. */
export const configurations: Attack = ({ seed, tries }) =>
  withScene(async function* ({ home, data }) {
    const file = join(home, "mutant.json");
    const whole = {
      recipe: "nvrnn",
      ...MODEL,
      data,
      seed: 3,
      steps: 1,
      maxLength: 20,
      lowercase: true,
    };
    for (const number of tries) {
      const rng = createRng(seed).stream(`configuration ${number}`);
      const other = mutateJson(whole, rng);
      const mutant = JSON.stringify(other) ?? "";
      writeFileSync(file, mutant);
      // Without one of these the model or the corpus is the default: right, and minutes long.
      const small = ["data", "options"].every((key) => Object.hasOwn(Object(other), key));
      if (typeof other === "object" && !small) {
        yield undefined;
        continue;
      }
      const folder = join(home, "trained");
      rmSync(folder, { recursive: true, force: true });
      const got = await problemOf(["train", "--config", file, "--run", folder, "--steps", "1"]);
      yield got === undefined
        ? undefined
        : { attack: "configurations", number, input: mutant.slice(0, 300), got };
    }
  });
