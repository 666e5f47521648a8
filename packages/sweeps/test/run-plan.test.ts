import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { TextvaeError } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { nodeStorage } from "@textvae/storage-node";
import { afterAll, expect, test, vi } from "vitest";
import {
  endOfSweep,
  keptShards,
  type LineRecord,
  lineDigest,
  makePlan,
  type PlanLine,
  type RunPlanOptions,
  recordsIn,
  runLine,
  runPlan,
  runShards,
  statusOf,
  writePlan,
} from "../src/index.ts";

const home = mkdtempSync(join(tmpdir(), "textvae-sweeps-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const command = [process.execPath, fileURLToPath(new URL("fake-train.mjs", import.meta.url))];
const open = (folder: string) => nodeStorage(folder, { create: false });

/** A plan of runs that behave as their names say. */
const made = async (names: readonly string[], early = {}) => {
  const folder = mkdtempSync(join(home, "-"));
  const lines = await makePlan({
    ...{ choices: names.map((how, i) => ({ how, seed: String(i) })), runs: folder },
    ...early,
    resolve: async ({ seed, how }) => ({
      config: { recipe: "r", options: { how }, data: "d", seed: Number(seed), steps: 9 },
      data: { sha256: "a" },
    }),
  });
  const plan = join(folder, "plan.jsonl");
  writeFileSync(plan, writePlan(lines));
  const records = recordsIn(memoryStorage());
  const options: RunPlanOptions = { lines, plan, jobs: 2, command, records, open, delay: 5 };
  const starts = ({ run }: PlanLine) =>
    existsSync(join(run, "starts"))
      ? readFileSync(join(run, "starts"), "utf8").trim().split("\n")
      : [];
  return { folder, lines, options, startsOf: (i: number) => starts(lines[i] as PlanLine).length };
};

const statesOf = (records: readonly LineRecord[]) => records.map(({ state }) => state);

test("dead processes are started again, what can't be trained fails alone, all others end", async () => {
  const { options, lines, startsOf } = await made(["fine", "dies-2", "bad", "dies-9", "held"]);
  const seen: string[] = [];
  const found = await runPlan({
    ...{ ...options, tries: 3 },
    onChange: ({ name, state }) => seen.push(`${name} ${state}`),
  });
  expect(statesOf(found)).toEqual(["done", "done", "failed", "failed", "done"]);
  expect([0, 1, 2, 3, 4].map(startsOf)).toEqual([1, 3, 1, 3, 6]);
  expect(found[2]?.error).toMatchObject({ code: "CONFIG", message: "config.json: damaged" });
  expect(found[3]?.error).toMatchObject({ code: "KILLED", message: /SIGKILL/ });
  expect(found.filter(({ state }) => state === "done").every(({ by }) => by === undefined)).toBe(
    true,
  );
  expect(seen.filter((line) => line.endsWith(" done"))).toHaveLength(3);
  expect(endOfSweep(found)).toMatchObject({ failed: 2, stopped: false, counts: { done: 3 } });

  // The same call begins no run again that is done, and tries those that failed, and those whose folder is gone.
  await runPlan({ ...options, tries: 1 });
  expect([0, 1, 2, 3, 4].map(startsOf)).toEqual([1, 3, 2, 4, 6]);
  rmSync(lines[0]?.run as string, { recursive: true });
  expect(statesOf(await runPlan({ ...options, only: [0] }))).toEqual(["done"]);
  expect(startsOf(0)).toBe(1);
});

test("a signal and a request to stop end all with checkpoints, and the same call goes on", async () => {
  for (const how of ["signal", "request"] as const) {
    const { options, lines, startsOf } = await made(["slow", "slow", "fine"]);
    const stop = new AbortController();
    const training = new Set<string>();
    const found = await runPlan({
      ...{ ...options, signal: stop.signal },
      onEvent: (name, { kind }) => {
        if (kind !== "train" || training.size === 2 || training.add(name).size < 2) return;
        if (how === "signal") stop.abort();
        else void options.records.askToStop("now");
      },
    });
    expect(statesOf(found)).toEqual(["stopped", "stopped", "waiting"]);
    expect(found[0]?.step).toBe(4);
    expect(endOfSweep(found).stopped).toBe(true);
    expect(statesOf(await statusOf({ ...options }))).toEqual(statesOf(found));

    // Only the third can end; the others are stopped again.
    const again = new AbortController();
    const awaited = new Set(["done", lines[0]?.name, lines[1]?.name]);
    const heard = (what: string) => {
      awaited.delete(what);
      if (awaited.size === 0) again.abort();
    };
    const later = runPlan({
      ...{ ...options, signal: again.signal, jobs: 3 },
      onEvent: (name, { kind }) => kind === "train" && heard(name),
      onChange: ({ state }) => heard(state),
    });
    expect(statesOf(await later)).toEqual(["stopped", "stopped", "done"]);
    expect([0, 1, 2].map(startsOf)).toEqual([2, 2, 1]);
    expect(lines).toHaveLength(3);
  }
});

test("an earlier request to stop that is removed meanwhile stops nothing, the next one does", async () => {
  const { options } = await made(["slow"]);
  let asked: string | undefined = "before";
  const records = { ...options.records, stopAsked: async () => asked };
  vi.useFakeTimers({ toFake: ["setInterval"] });
  try {
    let heard = 0;
    const onEvent = () => heard++;
    const swept = runPlan({ ...options, records, onEvent });
    const ended = swept.then(() => "ended");
    /** Until it has said so much more. */
    const goesOn = async () => {
      const before = heard;
      while (heard < before + 20) await new Promise((resolve) => setTimeout(resolve, 5));
      return "goes on";
    };
    await goesOn();
    asked = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await Promise.race([ended, goesOn()])).toBe("goes on");
    asked = "now";
    await vi.advanceTimersByTimeAsync(1000);
    expect(statesOf(await swept)).toEqual(["stopped"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a run whose process died without a word counts as stopped", async () => {
  const { options, lines } = await made(["fine", "fine"]);
  const [{ name }] = lines as [PlanLine];
  const line = await lineDigest(lines[0] as PlanLine);
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const record = { name, line, state: "running", tries: 1, step: 0 } as const;
  await options.records.write({ ...record, by: { host: hostname(), pid: gone } });
  const [first, second] = await statusOf(options);
  expect(first).toMatchObject({ state: "stopped", abandoned: true });
  expect(second).toMatchObject({ state: "waiting", steps: 9 });
  await options.records.write({ ...record, by: { host: hostname(), pid: process.pid } });
  expect((await statusOf(options))[0]).toMatchObject({ state: "running" });
  expect(statesOf(await runPlan(options))).toEqual(["done", "done"]);
});

test("of runs that are compared at rungs most end early, and a second call changes nothing", async () => {
  const names = Array.from({ length: 9 }, () => "fine");
  const early = { early: { rule: "asha", first: 1, eta: 3 } };
  const { options, startsOf } = await made(names, early);
  const found = await runPlan(options);
  const ended = found.flatMap(({ state }, i) => (state === "done" ? [i] : []));
  expect(ended).toContain(0);
  expect(ended.length).toBeLessThanOrEqual(4);
  expect(new Set(statesOf(found))).toEqual(new Set(["done", "early"]));
  const starts = names.map((_, i) => startsOf(i));
  expect(starts[0]).toBe(3);
  expect(statesOf(await runPlan({ ...options, jobs: 1 }))).toEqual(statesOf(found));
});

test("one line is trained by itself: its events in order, then how it ended", async () => {
  const { options } = await made(["fine", "bad", "slow"]);
  const { plan } = options;
  const kinds: string[] = [];
  const onEvent = ({ kind }: { readonly kind: string }) => kinds.push(kind);
  expect(await runLine({ plan, index: 0, command, onEvent })).toMatchObject({
    state: "done",
    step: 9,
  });
  expect(kinds).toEqual(["start", "result"]);
  expect(await runLine({ plan, index: 1, command })).toMatchObject({
    state: "failed",
    again: false,
  });
  const none = await runLine({ plan, index: 0, command: ["/nowhere/textvae"] });
  expect(none).toMatchObject({ state: "failed", again: false, error: { message: /ENOENT/ } });
  expect(await runLine({ plan, index: 2, command, signal: AbortSignal.abort() })).toEqual({
    state: "stopped",
    step: 0,
  });
});

test("a process that does not stop when it is told to is killed after a while", async () => {
  const folder = mkdtempSync(join(home, "-"));
  mkdirSync(folder, { recursive: true });
  const deaf = join(folder, "deaf.mjs");
  writeFileSync(
    deaf,
    'process.on("SIGTERM", () => {}); console.log(\'{"kind":"start"}\'); setInterval(() => {}, 9);',
  );
  const stop = new AbortController();
  const end = await runLine({
    ...{ plan: "p", index: 0, command: [process.execPath, deaf], signal: stop.signal, grace: 50 },
    onEvent: () => stop.abort(),
  });
  expect(end).toMatchObject({ state: "failed", error: { code: "KILLED" } });
});

test("shards that die are done again, and give what they printed last, in their order", async () => {
  const folder = mkdtempSync(join(home, "-"));
  const shard = join(folder, "shard.mjs");
  writeFileSync(
    shard,
    `import { existsSync, writeFileSync } from "node:fs";
     const [index, how] = process.argv.slice(2);
     const seen = "${folder}/" + index;
     console.log(JSON.stringify({ kind: "progress", done: 0.5 }));
     if (how === "bad" && index === "1") {
       console.log(JSON.stringify({ kind: "error", code: "DATA", message: "no such file" }));
       process.exit(1);
     }
     if (how === "dies" && index === "1" && !existsSync(seen)) {
       writeFileSync(seen, "");
       process.kill(process.pid, "SIGKILL");
     }
     console.log(JSON.stringify({ kind: "shard", found: index }));`,
  );
  const told: number[] = [];
  const of = (how: string) =>
    runShards({
      ...{ command: [process.execPath, shard], count: 3, delay: 5 },
      words: (index) => [String(index), how],
      onProgress: (done) => told.push(done),
    });
  expect(await of("dies")).toEqual(["0", "1", "2"]);
  expect(told.at(-1)).toBe(1);
  await expect(of("bad")).rejects.toThrow(
    expect.objectContaining({
      code: "DATA",
      message: expect.stringMatching(/shard 1.*no such file/),
    }),
  );
});

test("shards that were kept are not done again", async () => {
  const storage = memoryStorage();
  const work = { asked: { split: "test" }, count: 5 };
  const begun: number[] = [];
  const of = async (upTo: number) =>
    runShards({
      ...{ command: [process.execPath, "-e"], count: 5, jobs: 1, delay: 1, tries: 1 },
      words: (index) => {
        begun.push(index);
        const found =
          index < upTo
            ? `{ kind: "shard", found: ${index} }`
            : `{ kind: "error", code: "DATA", message: "bad" }`;
        return [
          `console.log(JSON.stringify(${found})); process.exitCode = ${Number(index >= upTo)}`,
        ];
      },
      kept: await keptShards(storage, work),
    });
  await expect(of(3)).rejects.toThrow(/shard 3/);
  expect(begun).toEqual([0, 1, 2, 3]);
  begun.length = 0;
  expect(await of(5)).toEqual([0, 1, 2, 3, 4]);
  expect(begun).toEqual([3, 4]);
  begun.length = 0;
  expect(await of(0)).toEqual([0, 1, 2, 3, 4]);
  expect(begun).toEqual([]);

  await expect(keptShards(storage, { ...work, count: 4 })).rejects.toThrow(
    /^--keep: .*"count":4.*"count":5/,
  );
  await storage.write("parts/2.json", new TextEncoder().encode("{"));
  await expect(of(5)).rejects.toThrow(/^parts\/2\.json: .*damaged/);
});

test("of other work that began in the folder in the same moment no part is taken", async () => {
  const storage = memoryStorage();
  const one = await keptShards(storage, { asked: { split: "test" }, count: 2 });
  await one.write(0, "found");
  // It had looked before the first one wrote what it does.
  const exists = async (path: string) => path !== "work.json" && storage.exists(path);
  const other = await keptShards({ ...storage, exists }, { asked: { split: "valid" }, count: 2 });
  await expect(other.read(0)).rejects.toMatchObject({ code: "OPTION", where: "--keep" });
  expect(await one.read(0)).toBe("found");
});

test("where what is known of a run can't be written, all stop with checkpoints and it is told", async () => {
  const { options } = await made(["slow", "slow", "fine"]);
  const { records } = options;
  const pids: number[] = [];
  let writes = 0;
  const full = new TextvaeError("STORAGE", "runs", { expected: "to write", got: "a full disk" });
  const failing = {
    ...records,
    write: (record: LineRecord) => (++writes > 2 ? Promise.reject(full) : records.write(record)),
  };
  const swept = runPlan({
    ...{ ...options, jobs: 3, records: failing },
    onProcess: (_, pid) => pids.push(pid),
  });
  await expect(swept).rejects.toBe(full);
  expect(pids).toHaveLength(2);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});
