import { takeLease } from "@textvae/run-format/lease";
import { nodeStorage } from "../src/node-storage.ts";
import { thisProcess } from "../src/this-process.ts";

/** Writes into a folder until its lease is lost, a line of output for each change. Ends with 3 then. */
const [folder = "", host = ""] = process.argv.slice(2);
const lease = await takeLease(await nodeStorage(folder), {
  ...(await thisProcess(host)),
  lasts: 300,
});
const bytes = (text: string) => new TextEncoder().encode(text);
try {
  for (let i = 0; ; i++) {
    await lease.storage.append("log", bytes(`${i}\n`));
    await lease.storage.writeFolder(`checkpoints/${i % 5}`, { a: bytes(`${i}`), b: bytes("x") });
    process.stdout.write(`${i}\n`);
  }
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}\n`);
  process.exit(3);
}
