import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type * as threads from "node:worker_threads";
import { removeBackend } from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { binaryOf } from "../src/kernels/variant.ts";
import { type Call, type PoolExports, startPool } from "../src/threads/pool.ts";

/** The module that programs get, whose members can be replaced. */
const owner = process.getBuiltinModule("node:worker_threads") as { Worker: typeof threads.Worker };
const { Worker } = owner;
let started: threads.Worker[] = [];

beforeEach(() => {
  started = [];
  owner.Worker = new Proxy(Worker, {
    construct: (original, [source, options]) => {
      const worker = new original(source, options);
      started.push(worker);
      return worker;
    },
  });
});
afterEach(() => {
  owner.Worker = Worker;
});

const POOL = 1024;
const X = 65_536;
const SIZE = 1000;

/** A pool of two threads on a memory of its own; `change` puts other functions in the place of its own. */
const poolOfTwo = async (change: Partial<PoolExports> = {}) => {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
  const module = new WebAssembly.Module(binaryOf("plain", "shared"));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } }) as {
    exports: unknown;
  } as { exports: PoolExports & Record<string, (address: number) => void> };
  exports.useScratch?.(8 * X);
  const pool = await startPool({
    ...{ module, memory, names: ["tanhAll"], pool: POOL, scratches: [4 * X], patience: 300 },
    exports: { ...exports, ...change },
  });
  const x = new Float32Array(memory.buffer, X, SIZE).fill(1);
  const run = () => pool.run([tanhOf(0), tanhOf(SIZE / 2)]);
  return { pool, run, x };
};

const tanhOf = (from: number, base = X): Call => [
  "tanhAll",
  ...[SIZE / 2, base + 4 * from, base + 4 * from],
];

describe("a pool", () => {
  test("runs every call of every job once", async () => {
    const { pool, run, x } = await poolOfTwo();
    let expected = 1;
    for (let job = 0; job < 500; job++) {
      run();
      expected = Math.tanh(expected);
    }
    for (const value of x) expect(value).toBeCloseTo(expected, 5);
    pool.close();
  });

  test("whose worker is killed throws BACKEND at the next job, and always after", async () => {
    const { run } = await poolOfTwo();
    run();
    await started[0]?.terminate();
    for (let n = 0; n < 2; n++) {
      expect(run).toThrow(expect.objectContaining({ code: "BACKEND", where: "wasm threads" }));
    }
  });

  test("whose worker does not answer throws BACKEND when patience is over", async () => {
    const { run } = await poolOfTwo({ finished: () => 1 });
    expect(run).toThrow(/nothing for 300 ms/);
  });

  test("whose worker fails throws BACKEND at once", async () => {
    const { pool } = await poolOfTwo({ take: () => -1 });
    expect(() => pool.run([tanhOf(0, 2 ** 31)])).toThrow(/a thread that failed/);
  });

  test("whose caller fails throws BACKEND with the cause", async () => {
    const { pool } = await poolOfTwo();
    expect(() => pool.run([tanhOf(0, 2 ** 31), tanhOf(0, 2 ** 31)])).toThrow(
      expect.objectContaining({ code: "BACKEND" }),
    );
  });
});

test("a worker that can't be started leaves one thread, which says so", async () => {
  owner.Worker = new Proxy(Worker, {
    construct: () => {
      throw new Error("no threads today");
    },
  });
  expect((await wasm({ kernels: "plain", threads: 2 }).start()).facts.threads).toBe(1);
});

test("workers end with their backend", async () => {
  expect((await wasm({ kernels: "relaxed", threads: 3 }).start()).facts.threads).toBe(3);
  const ended = started.map((worker) => new Promise((resolve) => worker.on("exit", resolve)));
  expect(ended).toHaveLength(2);
  removeBackend("wasm");
  await Promise.all(ended);
});

test("a program with threads ends by itself", () => {
  const program = `
    import { matMul, ones } from "@tensorflow/tfjs-core";
    import { wasm } from "@textvae/backend-wasm";
    const { facts } = await wasm({ threads: 2 }).start();
    const c = matMul(ones([300, 300]), ones([300, 300]));
    console.log(facts.threads, (await c.data())[7]);`;
  const printed = execFileSync(
    process.execPath,
    ["--conditions=@textvae/source", "--input-type=module", "--eval", program],
    { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8", timeout: 50_000 },
  );
  expect(printed.trim()).toBe("2 300");
});
