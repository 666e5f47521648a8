import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contents,
  ended,
  folderOf,
  type Ran,
  run,
  sentences,
  start,
  TINY,
  tinyCorpus,
} from "./support.ts";

interface BadInput {
  readonly name: string;
  /** What follows `textvae train --run GOOD`. */
  readonly flags?: readonly string[];
  /** Files of the corpus; undefined leaves one out. */
  readonly files?: Readonly<Record<string, string | Uint8Array | undefined>>;
  /** A configuration file. */
  readonly config?: string;
  readonly code: string;
  readonly says: RegExp;
}

const invalid = Uint8Array.from([
  ...Buffer.from("the cat\nthe d"),
  0xff,
  0xfe,
  ...Buffer.from("g\n"),
]);

const TABLE: readonly BadInput[] = [
  {
    name: "an empty corpus",
    files: { "train.txt": "" },
    code: "DATA",
    says: /expected at least .*; got none/,
  },
  { name: "blank lines only", files: { "train.txt": "\n \n\n" }, code: "DATA", says: /got none/ },
  {
    name: "one word",
    files: { "train.txt": "the the\nthe\n" },
    code: "DATA",
    says: /expected at least two distinct words; got only "the"/,
  },
  {
    name: "an empty split",
    files: { "valid.txt": "" },
    code: "DATA",
    says: /valid: expected at least one sentence; got none/,
  },
  {
    name: "invalid UTF-8",
    files: { "train.txt": invalid },
    code: "ENCODING",
    says: /train: expected UTF-8; got .*byte 13, line 2/,
  },
  {
    name: "a NUL byte",
    files: { "train.txt": "the cat\0\n" },
    code: "ENCODING",
    says: /expected text without NUL bytes; got one at byte 7, line 1/,
  },
  {
    name: "a line above 1 MB",
    files: { "train.txt": `a b\n${"a ".repeat(600_000)}\n` },
    code: "DATA",
    says: /train, line 2: expected at most 1000000 bytes; got \d+ and no end/,
  },
  {
    name: "a missing split",
    files: { "valid.txt": undefined },
    code: "SPLIT",
    says: /expected a split valid; got train, test.*--data names another/,
  },
  {
    name: "no train.txt",
    files: { "train.txt": undefined },
    code: "SPLIT",
    says: /expected the split "train".*--data names another folder/,
  },
  {
    name: "no split at all",
    files: { "train.txt": undefined, "valid.txt": undefined, "test.txt": undefined },
    code: "SPLIT",
    says: /expected files that a dataset reads.*text reads train.txt/,
  },
  {
    name: "no labels",
    flags: ["--format", "label-tab"],
    files: {},
    code: "DATA",
    says: /expected label<TAB>text; got a line without a tab/,
  },
  {
    name: "no such folder",
    flags: ["--data", "/no/such/folder"],
    code: "DATA",
    says: /expected a folder with train.txt.*; got "\/no\/such\/folder"/,
  },
  {
    name: "a mistyped dataset",
    flags: ["--data", "stou"],
    code: "DATA",
    says: /Did you mean "sotu"\?/,
  },

  {
    name: "dim 0",
    flags: ["--dim", "0"],
    code: "OPTION",
    says: /--dim: expected a number ≥ 1; got 0/,
  },
  {
    name: "dim 2.5",
    flags: ["--dim", "2.5"],
    code: "OPTION",
    says: /--dim: expected int; got 2.5/,
  },
  {
    name: "κ below 0",
    flags: ["--kappa", "-1"],
    code: "OPTION",
    says: /kappa: expected .*0; got -1/,
  },
  {
    name: "κ that is no number",
    flags: ["--kappa", "NaN"],
    code: "OPTION",
    says: /--kappa: expected number; got NaN/,
  },
  {
    name: "an endless κ",
    flags: ["--kappa", "Infinity"],
    code: "OPTION",
    says: /--kappa: expected number; got Infinity/,
  },
  {
    name: "a planar flow on the sphere",
    flags: ["--prior", "vmf", "--flow", "planar"],
    code: "SUPPORT",
    says: /expected a flow that keeps the support of prior "vmf" \(sphere\); got flow "planar"/,
  },
  {
    name: "an unknown prior",
    flags: ["--prior", "vfm"],
    code: "PLUGIN",
    says: /expected the name of a registered prior; got "vfm"\. Did you mean "vmf"\?/,
  },
  {
    name: "an unknown flow",
    flags: ["--flow", "planer"],
    code: "PLUGIN",
    says: /Did you mean "planar"\?/,
  },
  {
    name: "an unknown backend",
    flags: ["--backend", "wsam"],
    code: "PLUGIN",
    says: /Did you mean "wasm"\?/,
  },
  {
    name: "an unknown recipe",
    flags: ["--recipe", "nvrn"],
    code: "OPTION",
    says: /Did you mean "nvrnn"\?/,
  },
  {
    name: "an option of another recipe",
    flags: ["--recipe", "rnnlm", "--kappa", "3"],
    code: "OPTION",
    says: /rnnlm: expected an option of the recipe: .*; got "kappa"/,
  },
  {
    name: "a flag with a typo",
    flags: ["--kapa", "3"],
    code: "OPTION",
    says: /unknown option '--kapa' \(Did you mean --kappa\?\)/,
  },
  { name: "no value", flags: ["--kappa"], code: "OPTION", says: /argument missing/ },
  {
    name: "a seed that is no integer",
    flags: ["--seed", "1.5"],
    code: "OPTION",
    says: /--seed: expected int; got 1.5/,
  },
  {
    name: "no steps",
    flags: ["--steps", "0"],
    code: "OPTION",
    says: /--steps: expected .*1; got 0/,
  },

  {
    name: "a config with a typo",
    config: '{ "epoch": 3 }',
    code: "CONFIG",
    says: /got "epoch"\. Did you mean "epochs"\?/,
  },
  {
    name: "a recipe's option with a typo",
    config: '{ "options": { "kapa": 80 } }',
    code: "CONFIG",
    says: /options: .*got "kapa"\. Did you mean "kappa"\?/,
  },
  {
    name: "a config that is no JSON",
    config: '{ "epochs": 3',
    code: "CONFIG",
    says: /expected JSON; got/,
  },
  {
    name: "no config of that name",
    flags: ["--config", "/no/such.json"],
    code: "CONFIG",
    says: /expected a configuration file; got none/,
  },
  {
    name: "a run of another configuration",
    flags: ["--dim", "4"],
    code: "CONFIG",
    says: /expected the configuration this run was started with; got another one: "dim": 4,? where the run has "dim": 3/,
  },
  {
    name: "data that changed since",
    files: { "train.txt": `${sentences(60)}\na cat` },
    code: "CONFIG",
    says: /expected the data that the run was trained on; got another train\.txt.* than it was then/,
  },
];

describe("bad input", () => {
  const good = { run: "", before: {} as Record<string, string> };

  beforeAll(async () => {
    good.run = join(folderOf({}), "run");
    const flags = [...TINY, "--data", tinyCorpus(), "--steps", "4"];
    const trained = await run("train", ...flags, "--run", good.run);
    expect(trained.err + trained.out).toContain("report.html");
    good.before = contents(good.run);
  });

  const argumentsOf = ({ flags = [], files, config }: BadInput): string[] => {
    const argv = ["train", "--run", good.run, ...flags];
    if (files) {
      const all = {
        "train.txt": sentences(60),
        "valid.txt": sentences(9),
        "test.txt": sentences(9),
        ...files,
      };
      const present = Object.entries(all).filter(([, content]) => content !== undefined);
      argv.push("--data", folderOf(Object.fromEntries(present) as Record<string, string>));
    }
    if (config)
      argv.push(
        "--config",
        join(folderOf({ "textvae.config.json": config }), "textvae.config.json"),
      );
    return argv;
  };

  const expectRefused = ({ code, out, err }: Ran, bad: BadInput) => {
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^${bad.code}  `, "m"));
    expect(err).toMatch(bad.says);
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).toBe("");
    expect(contents(good.run)).toEqual(good.before);
  };

  test.each(TABLE)("$name", async (bad) => {
    expectRefused(await run(...argumentsOf(bad)), bad);
  });

  const real = ["an empty corpus", "κ that is no number", "a config with a typo"];
  test.each(TABLE.filter(({ name }) => real.includes(name)))("$name, as a process", async (bad) => {
    expectRefused(await ended(start(argumentsOf(bad))), bad);
  });

  test.each([
    [["sample", "--run", "/no/such/run"], "STORAGE", /expected the folder of a run; got none/],
    [["sample"], "OPTION", /required option '--run <folder>' not specified/],
    [["trian"], "OPTION", /unknown command 'trian' \(Did you mean train\?\)/],
    [[], "OPTION", /expected a command; got none/],
  ])("textvae %j", async (argv, code, says) => {
    const ran = await run(...argv);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(new RegExp(`^${code}  `));
    expect(ran.err).toMatch(says);
  });

  test.each([
    [["sample", "--greedy", "--beam", "2"], /expected one of --greedy, --beam/],
    [["reconstruct", "--greedy", "--top-p", "0.5"], /one of .*; got --greedy, --top-p/],
    [["interpolate", "--greedy", "--top-k", "2"], /one of .*; got --greedy, --top-k/],
    [["traverse", "--beam", "2", "--temperature", "2"], /one of .*; got --beam, --temperature/],
    [["evaluate", "--file", "a.txt", "--data", "b"], /expected a file or --data; got both/],
    [["sample", "--top-p", "1.5"], /--top-p: expected .*1; got 1.5/],
    [["sample", "--temperature", "0"], /--temperature: expected .*0; got 0/],
    [
      ["interpolate", "--from", "a cat"],
      /expected both --from and --to, or neither; got only --from/,
    ],
    [["interpolate", "--from", " ", "--to", "a"], /sentence: expected at least one word; got none/],
    [["interpolate", "--steps", "1"], /--steps: expected .*2; got 1/],
    [["interpolate", "--beam", "1e6"], /--beam: expected .*1000; got 1000000/],
    [["interpolate", "--steps", "1e9"], /--steps: expected .*100000; got 1000000000/],
    [["traverse", "--steps", "1e9"], /--steps: expected .*100000; got 1000000000/],
    [["sample", "--count", "1e9"], /--count: expected .*100000; got 1000000000/],
    [["reconstruct", "--max-length", "1e9"], /--max-length: expected .*10000; got 1000000000/],
    [["sample", "--count", "200", "--beam", "1000"], /at most 100,000 sentences times width/],
    [["evaluate", "--samples", "1e9"], /--samples: expected .*1000000; got 1000000000/],
    [["diagnose", "--items", "1"], /--items: expected .*2; got 1/],
    [["evaluate", "--split", "tset"], /--split: expected .*; got "tset"/],
    [["evaluate", "--samples", "0"], /--samples: expected .*1; got 0/],
  ])("textvae %j", async ([command = "", ...flags], says) => {
    const { code, err } = await run(command, "--run", good.run, ...flags);
    expect(code).toBe(1);
    expect(err).toMatch(/^OPTION {2}/);
    expect(err).toMatch(says);
  });

  test("an error is one line, whatever a file is called", async () => {
    for (const name of ["no\nwhere", "no\\nwhere"]) {
      const { err } = await run("train", "--data", name, "--run", good.run);
      expect(err).toMatch(/^DATA {2}[^\n]*no\\+nwhere[^\n]*\n$/);
      const { err: other } = await run("sample", "--run", name);
      expect(other).toMatch(/^[A-Z]+ {2}[^\n]*no\\+nwhere[^\n]*\n$/);
    }
  });

  test("with --json the error is an object", async () => {
    const { code, out, err } = await run("train", "--json", "--kappa", "-1", "--run", good.run);
    expect(code).toBe(1);
    expect(err).toBe("");
    expect(JSON.parse(out)).toEqual({
      kind: "error",
      code: "OPTION",
      where: "vmf.kappa",
      message: expect.stringContaining("got -1"),
    });
  });
});

test("CRLF and a byte order mark change nothing", async () => {
  const text = {
    "train.txt": sentences(60),
    "valid.txt": sentences(12),
    "test.txt": sentences(12),
  };
  const windows = Object.fromEntries(
    Object.entries(text).map(([name, content]) => [
      name,
      `\uFEFF${content.replaceAll("\n", "\r\n")}\r\n`,
    ]),
  );
  const weightsOf = async (data: string): Promise<string | undefined> => {
    const folder = join(folderOf({}), "run");
    const { err } = await run("train", ...TINY, "--data", data, "--steps", "3", "--run", folder);
    expect(err).toContain("step 3  checkpoint");
    return contents(folder)["checkpoints/00000003/weights.safetensors"];
  };
  const [unix, dos] = [await weightsOf(folderOf(text)), await weightsOf(folderOf(windows))];
  expect(unix).toBeDefined();
  expect(dos).toBe(unix);
});
