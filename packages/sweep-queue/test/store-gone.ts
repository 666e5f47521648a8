/*
 * A worker whose store is killed while it trains: `store-gone.ts URL PID`. A process of its own, which nothing but
 * the queue keeps alive, says how that ended.
 */
import process from "node:process";
import { redisQueue } from "../src/index.ts";

const [url = "", pid] = process.argv.slice(2);
const queue = await redisQueue(url, "gone", { lease: 1000, patience: 800 });
await queue.add([{ name: "kappa-0", index: 0 }]);
let stopped = false;
const codeOf = (error: unknown) => (error as { readonly code?: unknown }).code;
const working = await queue
  .work({
    jobs: 1,
    train: (_, { signal }) =>
      new Promise((resolve) => {
        process.kill(Number(pid), "SIGKILL");
        signal.addEventListener("abort", () => {
          stopped = true;
          resolve({ kind: "stopped", step: 1 });
        });
      }),
  })
  .catch(codeOf);
const asking = await queue.status().catch(codeOf);
await queue.close();
process.stdout.write(JSON.stringify({ working, stopped, asking }));
