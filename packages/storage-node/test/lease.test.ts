import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Lease, type LeaseOptions, takeLease } from "@textvae/run-format/lease";
import { testStorage } from "@textvae/testing";
import { describe, expect, test } from "vitest";
import { nodeStorage } from "../src/node-storage.ts";
import { thisProcess } from "../src/this-process.ts";
import { readText, temporaryFolder } from "./support.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const take = async (
  folder: string,
  { host, ...rest }: { readonly host?: string } & Partial<LeaseOptions> = {},
): Promise<Lease> =>
  takeLease(await nodeStorage(folder), { ...(await thisProcess(host)), lasts: 300, ...rest });

const locked = (words = "") => ({ code: "LOCKED", message: expect.stringContaining(words) });

describe("the holder of a claim", () => {
  let made = "";
  const held = async (after: number) =>
    (await nodeStorage(made)).claims?.next(after, bytes("{}")) as ReturnType<typeof nodeStorage>;
  let claims = 0;
  testStorage({
    make: () => {
      [made, claims] = [temporaryFolder(), 1];
      return held(0);
    },
    reopen: () => held(claims++),
  });
});

test("a second trainer of this process is refused until the first is done", async () => {
  const folder = temporaryFolder();
  const first = await take(folder);
  await expect(take(folder)).rejects.toMatchObject(locked(`process ${process.pid}`));
  await first.release();
  const second = await take(folder);
  expect(second.number).toBe(first.number + 1);
  await second.release();
});

test("who claims first holds the lease, though others still write what came too late", async () => {
  const folder = temporaryFolder();
  const late = join(folder, "lease", ".tmp-1-late", "work");
  let done = false;
  const write = async (name: string) => {
    for (let n = 0; !done; n++) {
      await mkdir(late, { recursive: true })
        .then(() => writeFile(join(late, `${name}-${n}`), ""))
        .catch(() => {}); // it was removed meanwhile
    }
  };
  const others = ["a", "b", "c", "d"].map(write);
  for (let time = 0; time < 5; time++) {
    const lease = await take(folder);
    await lease.release();
  }
  done = true;
  await Promise.all(others);
});

test("the lease of a process that is gone is free at once", async () => {
  const folder = temporaryFolder();
  const other = spawn(process.execPath, ["-e", ""]);
  const pid = other.pid as number;
  await new Promise((resolve) => other.once("exit", resolve));
  const { holder } = await thisProcess();
  await take(folder, { lasts: 1e9, holder: { ...holder, pid, id: "other", start: "1" } });
  expect((await take(folder)).number).toBe(2);
});

describe("two hosts on one volume", () => {
  test("one trains, the other is refused while it gives signs of life", async () => {
    const folder = temporaryFolder();
    const athens = await take(folder, { host: "athens", lasts: 60_000 });
    await expect(take(folder, { host: "sparta" })).rejects.toMatchObject(locked("of athens"));
    await athens.storage.append("log", bytes("a\n"));
    await athens.release();
    expect((await take(folder, { host: "sparta" })).number).toBe(2);
  });

  test("a clock that is ahead takes nothing from who lives", async () => {
    const folder = temporaryFolder();
    const athens = await take(folder, { host: "athens", lasts: 1500 });
    const now = Date.now;
    Date.now = () => now() + 60_000;
    try {
      await expect(take(folder, { host: "sparta" })).rejects.toMatchObject(locked("of athens"));
    } finally {
      Date.now = now;
    }
    await athens.storage.append("log", bytes("a\n"));
    await athens.release();
  });

  test("who gives no sign of life is followed after its lease, and not before", async () => {
    const folder = temporaryFolder();
    const storage = await nodeStorage(folder);
    const { holder } = await thisProcess("athens");
    const record = { holder, lasts: 300, until: Date.now() + 200 };
    await storage.claims?.next(0, bytes(JSON.stringify(record)));
    await expect(take(folder, { host: "sparta" })).rejects.toMatchObject(locked());
    await new Promise((resolve) => setTimeout(resolve, 250));
    const waits: number[] = [];
    const sparta = await take(folder, { host: "sparta", onWait: (_, time) => waits.push(time) });
    expect([sparta.number, waits]).toEqual([2, [300]]);
    await sparta.release();
  });
});

test("a growing file may be a link to one elsewhere, and stays there, with one writer", async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(elsewhere, "log"), "");
  symlinkSync(relative(folder, join(elsewhere, "log")), join(folder, "log"));
  const first = await take(folder, { isGone: () => true });
  await first.storage.append("log", bytes("a\n"));
  const second = await take(folder, { isGone: () => true });
  await expect(first.storage.append("log", bytes("b\n"))).rejects.toMatchObject(locked());
  await second.storage.append("log", bytes("c\n"));
  expect(readFileSync(join(elsewhere, "log"), "utf8")).toBe("a\nc\n");
  await second.release();
});

test.skipIf(!existsSync("/dev/full"))("a device stays one, and is refused", async () => {
  const folder = temporaryFolder();
  const first = await take(folder);
  await first.storage.append("log", bytes("a\n"));
  rmSync(join(folder, "log"));
  symlinkSync("/dev/full", join(folder, "log"));
  await first.release();
  const second = await take(folder);
  await expect(second.storage.read("log")).rejects.toMatchObject({ code: "STORAGE" });
  await expect(second.storage.append("log", bytes("b\n"))).rejects.toMatchObject({
    code: "STORAGE",
  });
  await second.release();
});

test("a process that was stopped past its lease writes nothing when it wakes", async () => {
  const folder = temporaryFolder();
  const program = fileURLToPath(new URL("./frozen-writer.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--conditions=@textvae/source", program, folder, "athens"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const exit = new Promise((resolve) => child.once("exit", resolve));
  let out = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (out.split("\n").length > 20) resolve();
    });
  });
  child.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 400));
  const lease = await take(folder);
  const before = readText(folder, "log");
  const inode = statSync(join(folder, "log")).ino;
  await lease.storage.append("log", bytes("sparta\n"));
  const checkpoints = await lease.storage.list("checkpoints");

  child.kill("SIGCONT");
  expect(await exit).toBe(3);
  expect(out).toMatch(/LOCKED\n$/);
  expect(readText(folder, "log")).toBe(`${before}sparta\n`);
  expect(statSync(join(folder, "log")).ino).toBe(inode);
  expect(await lease.storage.list("checkpoints")).toEqual(checkpoints);
  await lease.release();
}, 20_000);

test("what was opened under an earlier claim changes what nobody reads", async () => {
  const folder = temporaryFolder();
  const first = await take(folder);
  await first.storage.append("log", bytes("1\n"));
  const open = openSync(join(folder, "lease", "00000001", "work", "shared-log"), "a");
  await first.release();
  const second = await take(folder);
  await second.storage.append("log", bytes("2\n"));
  writeSync(open, "late\n");
  closeSync(open);
  expect(readText(folder, "log")).toBe("1\n2\n");
  await second.release();
});

test("who is followed between two moves of a folder leaves the old one in its place", async () => {
  const folder = temporaryFolder();
  const first = await take(folder, { lasts: 20 });
  await first.storage.writeFolder("checkpoints/1", { a: bytes("old") });
  // As a process leaves it that ended after the first of them.
  const work = join(folder, "lease", "00000001", "work");
  mkdirSync(join(work, "old-checkpoints%2F1"));
  writeFileSync(join(work, "old-checkpoints%2F1", "a"), "older");
  await first.storage.remove("checkpoints/1");
  await first.release();
  const second = await take(folder);
  expect(readText(folder, "checkpoints", "1", "a")).toBe("older");
  await second.release();
});

test("claims that were followed keep no right to write, and few stay", async () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 8; i++) await (await take(folder)).release();
  const home = join(folder, "lease");
  expect(readdirSync(home)).toEqual(["00000005", "00000006", "00000007", "00000008"]);
  const working = readdirSync(home).filter((name) => existsSync(join(home, name, "work")));
  expect(working).toEqual(["00000008"]);
});

describe("a training.lock of an earlier version", () => {
  const lockedBy = (holder: unknown): string => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "training.lock"), JSON.stringify(holder));
    return folder;
  };

  test("of a process that is gone is removed", async () => {
    const folder = lockedBy({ pid: 2 ** 22 + 1, host: hostname() });
    await (await take(folder)).release();
    expect(existsSync(join(folder, "training.lock"))).toBe(false);
  });

  test.each([
    ["that runs", { pid: process.ppid, host: hostname() }],
    ["of another machine", { pid: 1, host: "elsewhere" }],
  ])("of a process %s holds; the message names what to remove", async (_, holder) => {
    const folder = lockedBy(holder);
    await expect(take(folder)).rejects.toMatchObject({
      code: "LOCKED",
      message: expect.stringMatching(/remove .*training\.lock\.$/),
    });
    expect(readFileSync(join(folder, "training.lock"), "utf8")).toContain(String(holder.pid));
  });
});

test("a record that is none is not taken for nothing", async () => {
  const folder = temporaryFolder();
  await (await nodeStorage(folder)).claims?.next(0, bytes("[]"));
  await expect(take(folder)).rejects.toMatchObject(locked("something else"));
});

test("a file in the place of the run is named", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "run"), "");
  await expect(take(join(folder, "run"))).rejects.toMatchObject({ code: "STORAGE" });
});
