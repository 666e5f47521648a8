import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  ended,
  folderOf,
  jsonLines,
  readText,
  run,
  sentences,
  start,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

const FILES = ["weights.safetensors", "optimizer.safetensors", "state.json"] as const;

const DAMAGE: Readonly<Record<string, (file: string, other: string) => void>> = {
  "cut short": (file) => truncateSync(file, readFileSync(file).length - 7),
  emptied: (file) => truncateSync(file, 0),
  "with one byte flipped": (file) => {
    const bytes = readFileSync(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 1;
    writeFileSync(file, bytes);
  },
  deleted: (file) => rmSync(file),
  "from another checkpoint": (file, other) => cpSync(other, file),
};

// Two epochs of six batches: a checkpoint at 6, one at 12.
const base = { data: "", run: "" };
const flags = (folder: string, steps: number, ...more: string[]) => [
  ...[
    "train",
    ...TINY,
    "--optimizer",
    "adam",
    "--data",
    base.data,
    "--run",
    folder,
    "--steps",
    String(steps),
  ],
  ...more,
];
const copied = (): string => {
  const folder = join(temporaryFolder(), "run");
  cpSync(base.run, folder, { recursive: true });
  return folder;
};
const weights = (folder: string, step: string) =>
  readFileSync(join(folder, "checkpoints", step, "weights.safetensors"));

beforeAll(async () => {
  base.data = tinyCorpus();
  base.run = join(temporaryFolder(), "run");
  const { code, err } = await run(...flags(base.run, 12));
  expect(code, err).toBe(0);
  expect(readdirSync(join(base.run, "checkpoints"))).toEqual(["00000006", "00000012"]);
});

describe.each(FILES)("%s", (name) => {
  test.each(Object.entries(DAMAGE))("%s is named, and the one before serves", async (_, damage) => {
    const folder = copied();
    const place = (step: string) => join(folder, "checkpoints", step, name);
    damage(place("00000012"), place("00000006"));

    // Who only uses the weights does not read what only training needs.
    const asked = name === "optimizer.safetensors" ? [] : [["sample", "--run", folder]];
    for (const command of [flags(folder, 18), ...asked]) {
      const { code, err } = await run(...command);
      expect(code).toBe(1);
      expect(err).toMatch(
        new RegExp(`^CHECKPOINT  checkpoints/00000012/${name.replace(".", "\\.")}: `, "m"),
      );
    }

    const { code, err } = await run(...flags(folder, 18, "--resume", "last-good"));
    expect(code, err).toBe(0);
    expect(err).toContain("continuing at step 6");
  });
});

test("going back to the last good checkpoint ends where the undamaged run does", async () => {
  const [damaged, whole] = [copied(), copied()];
  rmSync(join(damaged, "checkpoints", "00000012", "weights.safetensors"));
  await run(...flags(damaged, 18, "--resume", "last-good"));
  await run(...flags(whole, 18));
  expect(weights(damaged, "00000018").equals(weights(whole, "00000018"))).toBe(true);
  expect(readText(damaged, "metrics.jsonl")).toBe(readText(whole, "metrics.jsonl"));
});

test("a run trained in two goes equals one trained in one", async () => {
  const once = join(temporaryFolder(), "run");
  const twice = copied();
  await run(...flags(once, 20));
  await run(...flags(twice, 20));
  expect(weights(twice, "00000020").equals(weights(once, "00000020"))).toBe(true);
  expect(readText(twice, "metrics.jsonl")).toBe(readText(once, "metrics.jsonl"));
});

test("training an existing folder needs no other flag than how long", async () => {
  const folder = copied();
  const { code, err } = await run("train", "--run", folder, "--steps", "14");
  expect(code, err).toBe(0);
  expect(err).toContain("continuing at step 12");
});

test("training what is trained says that nothing is left", async () => {
  const { code, err } = await run("train", "--run", copied());
  expect(code, err).toBe(0);
  expect(err).toContain("nothing is left to train: it ended at step 12 (steps)");
  expect(err).not.toContain("continuing");
});

test("a vocabulary that was tampered with is refused", async () => {
  const folder = copied();
  const [eos, unk, first, second, ...rest] = readText(folder, "vocab.txt").split("\n");
  writeFileSync(join(folder, "vocab.txt"), [eos, unk, second, first, ...rest].join("\n"));
  const { code, err } = await run("sample", "--run", folder);
  expect(code).toBe(1);
  expect(err).toMatch(/^CONFIG {2}vocab\.txt: /);
});

describe("a disk that fills up", () => {
  const refusesAndKeeps = async (folder: string, shell: string, says: RegExp) => {
    const before = weights(folder, "00000012");
    const { code, err } = await ended(start(flags(folder, 18), shell));
    expect(code).toBe(1);
    expect(err).toMatch(says);
    expect(weights(folder, "00000012").equals(before)).toBe(true);
    expect(readdirSync(join(folder, "checkpoints"))).toEqual(["00000006", "00000012"]);
  };

  // Blocks of 1024 bytes: more than configuration and metrics, less than the state of the optimiser.
  test("at the checkpoint: EFBIG under ulimit", async () => {
    const folder = copied();
    await refusesAndKeeps(
      folder,
      "ulimit -f 6;",
      /^STORAGE {2}checkpoints\/00000018: expected .*; got .*EFBIG.*what was saved before is whole/m,
    );
    const { code, err } = await run(...flags(folder, 18));
    expect(code, err).toBe(0);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "is not written to as a device: a run keeps files",
    async () => {
      const folder = copied();
      rmSync(join(folder, "timings.jsonl"));
      await refusesAndKeeps(
        folder,
        `ln -s /dev/full ${folder}/timings.jsonl;`,
        /^STORAGE {2}timings\.jsonl: expected .*; got a device/m,
      );
    },
  );
});

test("an interruption writes a checkpoint, leaves with 130 and can be continued", async () => {
  const folder = copied();
  const child = start([...flags(folder, 1_000_000), "--json"]);
  const ending = ended(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk) => String(chunk).includes('"kind":"train"') && resolve());
  });
  child.kill("SIGINT");
  const { code, out } = await ending;
  expect(code).toBe(130);
  const { kind, step } = jsonLines(out).at(-1) as { kind: string; step: number };
  expect(kind).toBe("stopped");
  expect(step).toBeGreaterThan(12);
  const last = readdirSync(join(folder, "checkpoints")).at(-1);
  expect(Number(last)).toBe(step);
  const continued = await run(...flags(folder, step + 1));
  expect(continued.err).toContain(`continuing at step ${step}`);
});

describe("a run of a version that had fewer options", () => {
  /** Nothing of `wordDropout`, as if it had been added since; checkpoints under the old record. */
  const older = (recorded = true): string => {
    const folder = copied();
    const config = JSON.parse(readText(folder, "config.json"));
    delete config.options.wordDropout;
    delete config.plugins.decoder.options.wordDropout;
    if (recorded) delete config.experiment.parts.decoder.options.wordDropout;
    else delete config.experiment;
    delete config.data.plugin.options.lowercase;
    writeFileSync(join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    const { until: _, location: __, ...identity } = config;
    for (const step of readdirSync(join(folder, "checkpoints"))) {
      const file = join(folder, "checkpoints", step, "state.json");
      const state = JSON.parse(readText(file).split("\n")[0] as string);
      const text = JSON.stringify({ ...state, config: sha256(JSON.stringify(identity, null, 2)) });
      writeFileSync(file, `${text}\n${sha256(text)}\n`);
    }
    return folder;
  };
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

  test.each([
    ["with all of its experiment", true],
    ["with its parts alone", false],
  ])("is continued and asked as it was recorded, %s", async (_, recorded) => {
    const folder = older(recorded);
    const before = JSON.parse(readText(folder, "config.json"));
    const { code, err } = await run(...flags(folder, 13));
    expect(code, err).toBe(0);
    expect(err).toContain("continuing at step 12");
    expect(JSON.parse(readText(folder, "config.json"))).toEqual({
      ...before,
      until: { ...before.until, steps: 13 },
    });
    const scored = await run("evaluate", "--run", folder);
    expect(scored.code, scored.err).toBe(0);
  });

  test("is refused another value of such an option, and any other difference", async () => {
    for (const [more, said] of [
      [["--word-dropout", "0.5"], /"wordDropout": 0\.5/],
      [["--dropout", "0.25"], /"dropout": 0\.25/],
    ] as const) {
      const { code, err } = await run(...flags(older(), 13, ...more));
      expect(code).toBe(1);
      expect(err).toMatch(/^CONFIG {2}config\.json: expected the configuration this run was/m);
      expect(err).toMatch(said);
    }
  });
});

describe("a run of another version of a plugin", () => {
  test.each([
    ["divergence", "kl"],
    ["objective", "elbo"],
    ["optimizer", "adam"],
    ["prior", "vmf"],
  ])("is refused by name: %s %s", async (kind, name) => {
    const folder = copied();
    const file = join(folder, "config.json");
    const named = new RegExp(
      `("kind": "${kind}",\\s*"name": "${name}",\\s*"version": )"[^"]+"`,
      "g",
    );
    const config = readText(file);
    writeFileSync(file, config.replace(named, '$1"9.9.9"'));
    expect(readText(file)).not.toBe(config);
    const { code, err } = await run(...flags(folder, 13));
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^PLUGIN .*expected ${kind} "${name}" 9\\.9\\.9`, "m"));
  });
});

describe("an interruption of an evaluation", () => {
  /** So many sentences that scoring them takes long; evaluated before anything else is done. */
  const slow = () =>
    folderOf({
      "train.txt": sentences(20),
      "valid.txt": sentences(8000, 3),
      "test.txt": sentences(8000, 5),
    });
  const interrupted = async (argv: readonly string[], when: RegExp) => {
    const child = start(argv);
    const ending = ended(child);
    await new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk) => when.test(String(chunk)) && resolve());
      }
    });
    child.kill("SIGINT");
    return ending;
  };

  test("is heard within it; the evaluation is done at the next start", async () => {
    const folder = join(temporaryFolder(), "run");
    const train = ["train", ...TINY, "--data", slow(), "--run", folder, "--steps", "2"];
    const during = await interrupted(train, /step 2 {2}epoch/);
    expect(during).toMatchObject({ code: 130, out: expect.stringContaining("stopped at step 2") });
    expect(readText(folder, "metrics.jsonl")).not.toContain('"kind":"evaluation"');

    const after = await interrupted(train, /evaluating 8,000 sentences of test/);
    expect(after).toMatchObject({ code: 130, out: expect.stringContaining("stopped at step 2") });
    expect(readText(folder, "metrics.jsonl")).toContain('"kind":"evaluation","step":2');
  });

  test("ends a command that has nothing to save at once", async () => {
    const folder = copied();
    const evaluate = ["evaluate", "--run", folder, "--samples", "100000"];
    const child = start(evaluate);
    const ending = ended(child);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    child.kill("SIGINT");
    expect(await ending).toMatchObject({ code: -1, out: "" });
  });
});

test("steps and a rate that falls to zero end a training, whichever comes first", async () => {
  const flags = ["--data", tinyCorpus(), ...TINY, "--decay-steps", "3", "--run", temporaryFolder()];
  for (const [steps, end] of [
    ["1", 1],
    ["9", 3],
  ] as const) {
    const { code, out, err } = await run("train", ...flags, "--steps", steps, "--json");
    expect(code, err).toBe(0);
    expect(jsonLines(out).at(-1)).toMatchObject({ kind: "result", step: end });
  }
});
