import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { findChromium, type Site, serveProgram } from "@textvae/bench/chromium";
import { createRng } from "@textvae/core";
import { memoryStorage, sha256 } from "@textvae/run-format";
import { type Setup, trainInWorker } from "@textvae/worker";
import { serveTrainer } from "@textvae/worker/serve";
import { type Browser, launch, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { root } from "./packages.ts";

/** TEXTVAE_DEATHS=10 asks for more. */
const DEATHS = Number(process.env.TEXTVAE_DEATHS ?? 3);

/*
 * Training in a tab of Chromium: the worker, its storage, and what a closed tab leaves.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const found = findChromium();
const absence = found ? "" : " (skipped: no Chromium; TEXTVAE_CHROMIUM names one)";

const WORDS = ["red", "green", "blue", "old", "new", "sky", "sea", "sand", "is", "was"];
const draws = createRng(5).uniforms(6 * 120);
const sentences = Array.from({ length: 120 }, (_, i) =>
  [...draws.subarray(6 * i, 6 * i + 6)].map((u) => WORDS[Math.floor(u * WORDS.length)]).join(" "),
);

const setup: Setup = {
  recipe: "nvrnn",
  options: { dim: 3, embedding: 4, hidden: 8, batchSize: 10, optimizer: "adam" },
  text: sentences.join("\n"),
  until: { steps: 120 },
  logEvery: 3,
  checkpointEvery: 7,
  backend: { kernels: "plain" },
};

/** The files of the run, as a program of Node writes them. */
const inNode = async (): Promise<Record<string, string>> => {
  const { port1, port2 } = new MessageChannel();
  const storage = memoryStorage();
  serveTrainer({ storage: () => storage }, port2);
  for await (const _ of trainInWorker(port1, setup).events);
  port1.close();
  const kept = [...storage.files].filter(([path]) => /metrics|safetensors/.test(path));
  const files = kept.map(async ([path, bytes]) => {
    const text = path.endsWith(".jsonl");
    return [path, text ? new TextDecoder().decode(bytes) : await sha256(bytes)] as const;
  });
  return Object.fromEntries(await Promise.all(files));
};

/** A perplexity is an exp of the JavaScript engine, whose last digit is its own. */
const rounded = (files: Record<string, string>) => ({
  ...files,
  "metrics.jsonl": files["metrics.jsonl"]?.replace(
    /("ppl[^"]*":)([\d.]+)/g,
    (_, key, ppl) => key + Number(ppl).toFixed(12),
  ),
});

/** What test/tab/page.ts puts on the page. */
interface Program {
  readonly textvae: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
}

describe.skipIf(!found)(`in a tab of Chromium${absence}`, () => {
  let site: Site;
  let browser: Browser;
  let expected: Record<string, string>;
  /** Of a run that was left alone. */
  let whole: Record<string, string>;
  const said: string[] = [];

  beforeAll(async () => {
    const serving = serveProgram({ entry: join(root, "test/tab/page.ts") });
    expected = await inNode();
    site = await serving;
    browser = await launch({
      executablePath: found as string,
      args: ["--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const opened = async (isolated = true): Promise<Page> => {
    const page = await browser.newPage();
    page.on("pageerror", (error) => said.push(String(error)));
    await ready(page, () => page.goto(site.address(isolated)));
    return page;
  };
  const ready = async (page: Page, go: () => Promise<unknown>) => {
    await go();
    await page.waitForFunction("globalThis.textvae");
  };
  const call = <T>(page: Page, name: string, ...args: readonly unknown[]): Promise<T> =>
    page.evaluate(
      (member, values) => {
        const { textvae } = globalThis as unknown as Program;
        return textvae[member]?.(...values);
      },
      name,
      args,
    ) as Promise<T>;

  test.each(["laws", "lawsInWorker"])("a storage obeys its %s", async (where) => {
    const page = await opened();
    const laws = await call<[string, string | null][]>(page, where);
    expect(laws.length).toBeGreaterThan(7);
    expect(laws.filter(([, error]) => error !== null)).toEqual([]);
    await page.close();
  });

  test.each([true, false])("a training has the bits of Node; isolated: %s", async (isolated) => {
    const page = await opened(isolated);
    const run = `runs/${isolated}`;
    const done = await call<{ kinds: string[] }>(page, "train", { ...setup, run });
    expect(await call(page, "isolated")).toBe(isolated);
    expect(done.kinds.filter((kind) => kind === "step")).toHaveLength(120);
    whole = await call<Record<string, string>>(page, "files", run);
    expect(rounded(whole)).toEqual(rounded(expected));
    await page.close();
  });

  test("a file that two tabs are given is prepared once, and trained on as its text is", async () => {
    const pages = [await opened(), await opened()];
    const { text, ...rest } = { ...setup, corpus: "corpora/all" };
    const told = await Promise.all(
      pages.map((page, i) => {
        const steps = i === 0 ? 120 : 1;
        const run = { ...rest, run: `runs/file-${i}`, until: { steps } };
        return call<{ kinds: string[] }>(page, "trainOnFile", run, text);
      }),
    );
    expect(told.filter(({ kinds }) => kinds.includes("reading"))).toHaveLength(1);
    expect(told.map(({ kinds }) => kinds.includes("prepared"))).toEqual([true, true]);
    const [first, second] = pages as [Page, Page];
    expect(await call(first, "files", "runs/file-0")).toEqual(whole);
    const entries = await call<string[]>(second, "entries", "corpora/all");
    expect(entries).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.pages$/)]);
    for (const page of pages) await page.close();
  });

  test("a file that changed since it was chosen is refused, and one without room", async () => {
    const page = await opened();
    const folder = await mkdtemp(join(tmpdir(), "textvae-tab-"));
    const name = join(folder, "all.txt");
    await writeFile(name, setup.text as string);
    await call(page, "choose");
    await (await page.$("input"))?.uploadFile(name);
    await appendFile(name, "one more");
    const { text: _, ...rest } = { ...setup, run: "runs/changed", corpus: "corpora/changed" };
    expect(await call(page, "onChosen", "refused", rest)).toMatchObject({
      code: "DATA",
      where: "all.txt",
      details: { got: expect.stringMatching("NotReadableError"), hint: "Choose it again." },
    });
    expect(await call(page, "entries", "corpora/changed")).toEqual([]);
    await rm(folder, { recursive: true });
    // One for which the browser has no room is refused, too.
    const client = await page.createCDPSession();
    const origin = new URL(page.url()).origin;
    const full = { ...rest, text: new Array(3).fill(setup.text).join("\n"), run: "runs/full" };
    await client.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 10 });
    expect(await call(page, "refusedOnFile", full)).toMatchObject({
      code: "STORAGE",
      details: { hint: expect.stringMatching("no more room") },
    });
    await client.send("Storage.overrideQuotaForOrigin", { origin });
    expect(await call(page, "entries", "corpora/changed")).toEqual([]);
    await page.close();
  });

  test("tabs that die at random moments change no byte", async () => {
    const run = { ...setup, run: "runs/killed" };
    const seed = Number(process.env.TEXTVAE_CRASH_SEED ?? 1);
    const uniforms = createRng(seed).uniforms(30);
    let page = await opened();
    let deaths = 0;
    for (let i = 0; i < DEATHS; i++) {
      const [u = 0, v = 0] = uniforms.subarray(3 * i);
      await call(page, "begin", run);
      await page.waitForFunction(
        (events) =>
          (globalThis as never as { textvae: { told(): number } }).textvae.told() > events,
        {},
        Math.floor(16 * u),
      );
      await new Promise((resolve) => setTimeout(resolve, 15 * v));
      if (i % 2 === 0) await ready(page, () => page.reload());
      else {
        await page.close();
        page = await opened();
      }
      deaths++;
    }
    expect(deaths).toBe(DEATHS);
    const { kinds } = await call<{ kinds: string[] }>(page, "train", run);
    expect(kinds.at(-1)).toBe("end");
    expect(await call(page, "files", run.run)).toEqual(whole);
    const entries = await call<string[]>(page, "entries", run.run);
    expect(entries.filter((name) => /^\.|crswap/.test(name))).toEqual([]);
    await page.close();
  });

  test("says no errors", () => expect(said).toEqual([]));
});
