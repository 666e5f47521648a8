import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { main } from "../src/main.ts";

const BIN = fileURLToPath(new URL("../src/bin.ts", import.meta.url));

const home = mkdtempSync(join(tmpdir(), "textvae-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** An empty folder that is gone after the tests of this file. */
export const temporaryFolder = (): string => mkdtempSync(join(home, "-"));

/** Files in a folder of their own. */
export const folderOf = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
};

/** Every name below a folder, with the content of files; whoever may write there is not asked. */
export const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((name) => !/^lease\b/.test(name))
      .map((name) => {
        const path = join(folder, name);
        return [name, statSync(path).isFile() ? readFileSync(path, "latin1") : ""];
      }),
  );

const WORDS = ["the", "a", "cat", "dog", "sees", "hears", "red", "old", "and", "runs"];

/** Sentences of three to six words by a fixed rule. */
export const sentences = (count: number, shift = 0): string =>
  Array.from({ length: count }, (_, i) =>
    Array.from(
      { length: 3 + ((i + shift) % 4) },
      (_, t) => WORDS[(i * 3 + t * t + shift) % 10],
    ).join(" "),
  ).join("\n");

/** A corpus that a model goes through in a blink. */
export const tinyCorpus = (): string =>
  folderOf({
    "train.txt": sentences(60),
    "valid.txt": sentences(12, 3),
    "test.txt": sentences(12, 5),
  });

/** Flags of a model that trains in a blink, on the backend that is on every machine. */
export const TINY: readonly string[] =
  "--backend wasm --dim 3 --embedding 4 --hidden 6 --batch-size 10 --kappa 10 --log-every 2".split(
    " ",
  );

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command in this process. */
export const run = async (...argv: readonly string[]): Promise<Ran> => {
  let [out, err] = ["", ""];
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const code = await main(argv, io);
  return { code, out, err };
};

/** The objects that a command printed with `--json`. */
export const jsonLines = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** The command in a process of its own, after shell commands such as `ulimit`. */
export const start = (argv: readonly string[], shell = ""): ChildProcess =>
  spawn(
    "bash",
    [
      "-c",
      `${shell} exec "$@"`,
      "textvae",
      process.execPath,
      "--conditions=@textvae/source",
      BIN,
      ...argv,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );

/** Its exit code and output once it has ended; -1 when a signal ended it. */
export const ended = (child: ChildProcess): Promise<Ran> =>
  new Promise((resolve) => {
    let [out, err] = ["", ""];
    child.stdout?.on("data", (chunk) => (out += chunk));
    child.stderr?.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ code: code ?? -1, out, err }));
  });

export const readText = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

export const makeFolder = (...path: readonly string[]): string => {
  mkdirSync(join(...path), { recursive: true });
  return join(...path);
};

/** Whether the last lease of a run was not given back. */
export const isLeased = (folder: string): boolean => {
  const home = join(folder, "lease");
  const last = readdirSync(home).sort().at(-1) as string;
  return JSON.parse(readFileSync(join(home, last, "holder.json"), "utf8")).released !== true;
};
