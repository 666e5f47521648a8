// Memory of a page that trains on a file: a JSONL of so many megabytes of synthetic text is written, chosen in a page of
// headless Chromium, prepared in its worker and trained on, twice: pnpm page:memory [MEGABYTES]   default: 200
//
// Prints seconds, and peaks in MB of page and worker together: JavaScript's heaps, their array buffers, among which is
// WebAssembly's memory, and both; and of the renderer's process as Linux tells it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { findChromium, serveProgram } from "@textvae/bench/chromium";
import { type CDPSession, launch, type Page } from "puppeteer-core";
import { writeSplit } from "./corpus-memory/synthetic.ts";

const megabytes = Number(process.argv[2] ?? 200);
/** Bytes of a record of the synthetic text. */
const RECORD = 158;
const STEPS = 20;
const EACH = 250;
const OPTIONS = { dim: 8, embedding: 32, hidden: 64, kappa: 20, prior: "vmf", optimizer: "adam" };

const folder = mkdtempSync(join(tmpdir(), "textvae-page-memory-"));
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const setup = {
  recipe: "nvrnn",
  options: OPTIONS,
  reading: { format: "jsonl", field: "text", maxVocabulary: 8000, maxLength: 30 },
  corpus: "corpora/measured",
  heldOut: Math.max(10, 2 * megabytes), // as the page of the explorer holds out
  until: { steps: STEPS },
};

/** The greatest number of each kind so far. */
const createPeaks = () => {
  const peaks = new Map<string, number>();
  return {
    see: (name: string, bytes: number) => peaks.set(name, Math.max(bytes, peaks.get(name) ?? 0)),
    told: () => [...peaks].map(([name, bytes]) => `${name} ${Math.round(bytes / 1e6)}`).join(", "),
  };
};

/** Bytes of the heap of a thread, and of array buffers and WebAssembly's memory outside of it. */
interface Heap {
  readonly js: number;
  readonly buffers: number;
}

const heapOf = async (client: Pick<CDPSession, "send">): Promise<Heap> => {
  const { usedSize, backingStorageSize = 0 } = (await client.send("Runtime.getHeapUsage")) as {
    readonly usedSize: number;
    readonly backingStorageSize?: number;
  };
  return { js: usedSize, buffers: backingStorageSize };
};

/** The processes of a browser that render pages, with the memory that each holds. */
const renderers = (browser: number): number[] => {
  const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const fieldOf = (id: string, file: string) => {
    try {
      return readFileSync(`/proc/${id}/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  const parents = new Map(
    numbers.map((id) => [id, fieldOf(id, "stat").split(") ")[1]?.split(" ")[1]]),
  );
  const within = (id: string | undefined): boolean =>
    id === String(browser) || (id !== undefined && parents.has(id) && within(parents.get(id)));
  return numbers
    .filter((id) => within(id) && fieldOf(id, "cmdline").includes("--type=renderer"))
    .map((id) => 1024 * Number(/VmRSS:\s+(\d+)/.exec(fieldOf(id, "status"))?.[1] ?? 0));
};

const call = <T>(page: Page, name: string, ...args: readonly unknown[]): Promise<T> =>
  page.evaluate(
    (member, values) =>
      (globalThis as never as { textvae: Record<string, (...args: unknown[]) => unknown> }).textvae[
        member
      ]?.(...values),
    name,
    args,
  ) as Promise<T>;

writeSplit(folder, "train", Math.round((megabytes * 1e6) / RECORD), true);
const file = join(folder, "train.jsonl");
console.log(`a JSONL of ${(statSync(file).size / 1e6).toFixed(0)} MB`);

const site = await serveProgram({ entry: join(import.meta.dirname, "../test/tab/page.ts") });
const browser = await launch({
  executablePath: findChromium() as string,
  userDataDir: join(folder, "browser"),
  args: ["--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
try {
  for (const start of ["first", "second"]) {
    const page = await browser.newPage();
    await page.goto(site.address(false));
    await page.waitForFunction("globalThis.textvae");
    await call(page, "choose");
    const input = await page.$("input");
    await input?.uploadFile(file);
    const client = await page.createCDPSession();
    const peaks = createPeaks();
    const from = performance.now();
    const seconds = () => ((performance.now() - from) / 1000).toFixed(1);
    const said: string[] = [];
    await call(page, "onChosen", "begin", { ...setup, run: `runs/${start}` });
    let before = "";
    for (let kind = ""; kind !== "end"; ) {
      await new Promise((resolve) => setTimeout(resolve, EACH));
      const heaps = await Promise.all(
        [client, ...page.workers().map((one) => one.client)].map(heapOf),
      );
      const sum = (what: (heap: Heap) => number) =>
        heaps.reduce((all, heap) => all + what(heap), 0);
      peaks.see(
        "heaps",
        sum(({ js }) => js),
      );
      peaks.see(
        "buffers",
        sum(({ buffers }) => buffers),
      );
      peaks.see(
        "together",
        sum(({ js, buffers }) => js + buffers),
      );
      peaks.see("process", Math.max(...renderers(browser.process()?.pid as number)));
      kind = (await call<{ kind: string } | undefined>(page, "last"))?.kind ?? "";
      const phase =
        kind === "reading" || kind === "" ? "read" : kind === "end" ? "trained" : "begun";
      if (phase !== before && before !== "") said.push(`${phase} after ${seconds()} s`);
      before = phase;
    }
    console.log(`${start} start: ${said.join(", ")}; peaks in MB: ${peaks.told()}`);
    await page.close();
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`);
} finally {
  await browser.close();
  await site.close();
}
