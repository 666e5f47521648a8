import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockFolder } from "../src/lock.ts";
import { temporaryFolder } from "./support.ts";

const LOCK = "training.lock";
const locked = (pid: number) =>
  expect.objectContaining({
    code: "LOCKED",
    where: expect.anything(),
    message: expect.stringContaining(`process ${pid} trains`),
  });

/** A process that lives until it is killed. */
const idle = () => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);

test("a second trainer of this process is refused until the first is done", async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toEqual(locked(process.pid));
  await unlock();
  expect(existsSync(join(folder, LOCK))).toBe(false);
  await (await lockFolder(folder))();
});

test("the lock of a running process holds, that of one that is gone does not", async () => {
  const folder = temporaryFolder();
  const other = idle();
  const pid = other.pid as number;
  const write = (holder: object) => writeFileSync(join(folder, LOCK), JSON.stringify(holder));
  write({ pid, host: hostname() });
  await expect(lockFolder(folder)).rejects.toEqual(locked(pid));

  const gone = new Promise((resolve) => other.once("exit", resolve));
  other.kill("SIGKILL");
  await gone;
  await (await lockFolder(folder))();
});

test.skipIf(!existsSync("/proc/self/stat"))(
  "a later process of the same id holds nothing",
  async () => {
    const folder = temporaryFolder();
    const other = idle();
    const pid = other.pid as number;
    writeFileSync(join(folder, LOCK), JSON.stringify({ pid, host: hostname(), start: "1" }));
    const unlock = await lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, LOCK), "utf8"))).toMatchObject({
      pid: process.pid,
    });
    await unlock();
    other.kill("SIGKILL");
  },
);

test.each([
  ["that is no JSON", ""],
  ["of an earlier process with our id", JSON.stringify({ pid: process.pid, host: hostname() })],
])("a lock %s holds nothing", async (_, content) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, LOCK), content);
  await (await lockFolder(folder))();
});

test("the lock of another machine holds; the message names both and what to remove", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, LOCK), JSON.stringify({ pid: 1, host: "elsewhere" }));
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: "LOCKED",
    message: expect.stringMatching(/process 1 of elsewhere trains.*remove .*training\.lock\.$/),
  });
  rmSync(join(folder, LOCK));
  await (await lockFolder(folder))();
});

test.each([
  "null",
  "[]",
  "1",
  "{}",
  '{"pid":-1,"host":"x"}',
  '{"pid":"1","host":"x"}',
  '{"pid":1}',
])("a lock of the content %s is not taken for nothing", async (content) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, LOCK), content);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: "LOCKED",
    message: expect.stringContaining(`remove ${join(folder, LOCK)}`),
  });
});

test("a folder in the place of the lock, and a file in the place of the run, are named", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, LOCK));
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: "STORAGE", where: LOCK });
  writeFileSync(join(folder, "run"), "");
  await expect(lockFolder(join(folder, "run"))).rejects.toMatchObject({ code: "STORAGE" });
  await expect(lockFolder(join(folder, "run", "x"))).rejects.toMatchObject({ code: "STORAGE" });
});

test("a lock that another put in the place of ours is left alone", async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(folder);
  writeFileSync(join(folder, LOCK), "theirs");
  await unlock();
  expect(readFileSync(join(folder, LOCK), "utf8")).toBe("theirs");
});

test("of many that start in one instant one trains, whatever lock lies there", async () => {
  // Each of these modules is a process of its own as far as it knows: what they share is the folder.
  const contenders = await Promise.all(
    ["a", "b", "c", "d", "e", "f"].map(
      (name) => import(/* @vite-ignore */ `../src/lock.ts?${name}`),
    ),
  );
  const dead = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() });
  for (let round = 0; round < 24; round++) {
    const folder = temporaryFolder();
    if (round % 3 > 0) writeFileSync(join(folder, LOCK), round % 3 === 1 ? dead : "");
    const tried = await Promise.allSettled(contenders.map((module) => module.lockFolder(folder)));
    const [first, ...others] = tried.filter(({ status }) => status === "fulfilled");
    expect(others, `round ${round}`).toEqual([]);
    for (const { reason } of tried.filter((one) => one.status === "rejected")) {
      expect(reason).toMatchObject({ code: "LOCKED" });
    }
    await (first as PromiseFulfilledResult<() => Promise<void>>).value();
    expect(readdirSync(folder)).toEqual([]);
  }
});
