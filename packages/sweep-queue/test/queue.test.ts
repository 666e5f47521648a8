import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ending, type QueuedRun, redisQueue, type SweepQueue } from "../src/index.ts";
import { memoryQueue, type Shared } from "./memory-queue.ts";
import { type RedisServer, redisBinary, startRedis } from "./redis-server.ts";

let server: RedisServer | undefined;
beforeAll(async () => {
  if (redisBinary) server = await startRedis();
});
afterAll(() => server?.stop());

type Open = (by?: string) => Promise<SweepQueue>;
let plans = 0;
const inRedis = (): Open => {
  const plan = `${++plans}`;
  return (by = "here") => redisQueue(server?.url as string, plan, { by, lease: 1000 });
};
const inMemory = (): Open => {
  const shared: Shared = new Map();
  return async (by = "here") => memoryQueue(shared, by);
};

const runs = (count: number): QueuedRun[] =>
  Array.from({ length: count }, (_, index) => ({ name: `kappa-${index}`, index }));
const done: Ending = { kind: "done", step: 7 };
const states = async (queue: SweepQueue) => (await queue.status()).map(({ state }) => state);

/** The laws of a queue. */
const laws = (make: () => Open) => {
  const on = (name: string, check: (open: Open) => Promise<void>) =>
    test(name, () => check(make()), 30_000);

  on("several workers train each run once", async (open) => {
    const trained: string[] = [];
    const workers = await Promise.all(["a", "b", "c"].map((by) => open(by)));
    await Promise.all(workers.map((queue) => queue.add(runs(8))));
    const train = async ({ name }: QueuedRun) => {
      trained.push(name);
      return done;
    };
    await Promise.all(workers.map((queue) => queue.work({ jobs: 2, train })));
    expect(trained.sort()).toEqual(runs(8).map(({ name }) => name));
    const [queue] = workers as [SweepQueue];
    expect(await states(queue)).toEqual(runs(8).map(() => "done"));
    await queue.add(runs(8));
    await queue.work({ jobs: 1, train });
    expect(trained).toHaveLength(8);
    expect((await queue.status())[0]).toMatchObject({ step: 7, by: expect.any(String) });
    for (const each of workers) await each.close();
  });

  on("the smaller priority goes first", async (open) => {
    const queue = await open();
    const [first, second, third] = runs(3) as [QueuedRun, QueuedRun, QueuedRun];
    await queue.add([first], { priority: 9 });
    await queue.add([second], { priority: 1 });
    await queue.add([third]);
    const order: number[] = [];
    await queue.work({
      jobs: 1,
      train: async ({ index }) => {
        order.push(index);
        return done;
      },
    });
    expect(order).toEqual([2, 1, 0]);
    await queue.close();
  });

  on("what fails by circumstances is tried again, any other at once failed", async (open) => {
    const queue = await open();
    await queue.add(runs(3), { tries: 3, delay: 5 });
    const tries = [0, 0, 0];
    const error = { code: "STORAGE", message: "the disk is full" };
    const train = async ({ index }: QueuedRun): Promise<Ending> => {
      tries[index] = (tries[index] as number) + 1;
      if (index === 0 && tries[0] === 2) return done;
      return { kind: "failed", error, again: index !== 2 };
    };
    await queue.work({ jobs: 1, train });
    expect(tries).toEqual([2, 3, 1]);
    const records = await queue.status();
    expect(records.map(({ state }) => state)).toEqual(["done", "failed", "failed"]);
    expect(records[1]).toMatchObject({ tries: 3, error });
    expect(records[0]?.error).toBeUndefined();
    // The failed ones are tried anew when someone asks for them again.
    await queue.add(runs(3));
    await queue.work({ jobs: 1, train: async () => done });
    expect(await states(queue)).toEqual(["done", "done", "done"]);
    await queue.close();
  });

  on("a run can be cancelled from elsewhere, before and while it is trained", async (open) => {
    const [queue, elsewhere] = [await open(), await open("elsewhere")];
    await queue.add(runs(3));
    const trained: number[] = [];
    await queue.work({
      jobs: 1,
      train: async ({ index }, { signal, tell }) => {
        trained.push(index);
        if (index !== 0) return done;
        tell(5);
        await elsewhere.cancel(["kappa-0", "kappa-2"]);
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener("abort", () => resolve());
        });
        return { kind: "stopped", step: 5 };
      },
    });
    expect(trained).toEqual([0, 1]);
    expect(await states(elsewhere)).toEqual(["cancelled", "done", "cancelled"]);
    await queue.add(runs(3));
    await queue.work({ jobs: 1, train: async () => done });
    expect(await states(queue)).toEqual(["done", "done", "done"]);
    for (const each of [queue, elsewhere]) await each.close();
  });

  on("a worker that is told to stop gives its runs back", async (open) => {
    const [queue, other] = [await open(), await open("other")];
    await queue.add(runs(2));
    const stop = new AbortController();
    await queue.work({
      jobs: 1,
      signal: stop.signal,
      train: (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ kind: "stopped", step: 3 }));
          stop.abort();
        }),
    });
    expect(await states(queue)).toEqual(["waiting", "waiting"]);
    await other.work({ jobs: 1, train: async () => done });
    expect(await states(queue)).toEqual(["done", "done"]);
    for (const each of [queue, other]) await each.close();
  });
};

describe("in memory", () => laws(inMemory));

describe.skipIf(!redisBinary)(`on ${redisBinary ?? "Redis, which is not installed here"}`, () => {
  laws(inRedis);

  test("what is held elsewhere is asked again, and no try is spent", async () => {
    const queue = await inRedis()();
    await queue.add(runs(1), { tries: 1 });
    const error = { code: "LOCKED", message: "it is trained elsewhere" };
    let asked = 0;
    const train = async (): Promise<Ending> => (asked++ === 0 ? { kind: "held", error } : done);
    await queue.work({ jobs: 1, train });
    expect([asked, await states(queue)]).toEqual([2, ["done"]]);
    await queue.close();
  }, 30_000);

  test.each([-1, 1.5, 2_097_152])("the priority %d is refused", async (priority) => {
    const queue = await inRedis()();
    await expect(queue.add(runs(1), { priority })).rejects.toMatchObject({ code: "OPTION" });
    await queue.close();
  });

  test("a store that went away is told in bounded time, and by who works on it too", async () => {
    const own = await startRedis();
    const program = fileURLToPath(new URL("store-gone.ts", import.meta.url));
    const words = ["--conditions=@textvae/source", program, own.url, String(own.pid)];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    expect(JSON.parse(stdout)).toEqual({ working: "QUEUE", stopped: true, asking: "QUEUE" });
    await own.stop();
  }, 60_000);
});

test.each([
  ["redis://127.0.0.1:1", /ECONNREFUSED/],
  ["http://x", /expected an address/],
  ["redis://", /expected an address/],
])("%s answers nothing, and why", async (url, says) => {
  const refused = { code: "QUEUE", message: expect.stringMatching(says) };
  await expect(redisQueue(url, "p")).rejects.toMatchObject(refused);
});
