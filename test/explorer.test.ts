import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { findChromium } from "@textvae/bench/chromium";
import { builtins } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";
import { openTrained } from "@textvae/runs";
import { unzipSync } from "fflate";
import { type Browser, type ElementHandle, launch, type Page } from "puppeteer-core";
import { main } from "textvae";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildPage } from "../packages/explorer/scripts/build-page.mjs";
import { root } from "./packages.ts";

/*
 * The explorer in a real browser: a run of a few steps, the page that `textvae explore --export`
 * writes of it, served under a sub-path by a server that knows nothing of it. TEXTVAE_SCREENSHOTS
 * names a folder for pictures.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const found = findChromium();
const absence = found ? "" : " (skipped: no Chromium; TEXTVAE_CHROMIUM names one)";
const NOUNS = ["cat", "dog", "cow", "hen", "fox"];
const VERBS = ["sat", "ran", "slept", "ate"];
const LINES = ["the", "a"].flatMap((article) =>
  NOUNS.flatMap((noun) => VERBS.map((verb) => `${article}\t${article} ${noun} ${verb} .`)),
);

describe.skipIf(!found)(`the explorer in a Chromium page${absence}`, () => {
  let work: string;
  let url: string;
  let downloaded: ReadonlyMap<string, Uint8Array>;
  /** The same site at an address of its own, so that what is downloaded there is told apart. */
  let trainer: Awaited<ReturnType<typeof served>>;
  let browser: Browser;
  let page: Page;
  const said: string[] = [];
  const asked = new Set<string>();
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "textvae-explorer-"));
    closing.push(() => rm(work, { recursive: true, force: true }));
    const building = buildPage();
    for (const split of ["train", "valid"])
      await writeFile(join(work, `${split}.txt`), LINES.join("\n"));
    await textvae(
      ...["train", "--recipe", "nvrnn", "--prior", "vmf", "--kappa", "20", "--dim", "4"],
      ...["--hidden", "12", "--embedding", "8", "--optimizer", "adam", "--learning-rate", "0.01"],
      ...["--data", work, "--format", "label-tab", "--steps", "20", "--log-every", "2"],
      ...["--evaluate-every", "10", "--batch-size", "8", "--run", join(work, "run")],
    );
    await building;
    const site = join(work, "site");
    await textvae("explore", "--run", join(work, "run"), "--export", site, "--prior", "30");
    const server = await served(site);
    const other = await served(site);
    closing.push(other.close);
    trainer = other;
    closing.push(server.close);
    downloaded = server.downloaded;
    url = `${server.origin}/deep/sub/`;
    browser = await launch({
      executablePath: found as string,
      downloadBehavior: { policy: "allow", downloadPath: work },
      args: [
        ...["--disable-dev-shm-usage", "--enable-unsafe-swiftshader"],
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
    closing.push(() => browser.close());
    page = await opened("");
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** A page that tells its errors and what it asks for. */
  const blank = async (): Promise<Page> => {
    const made = await browser.newPage();
    made.on("console", (message) => {
      if (message.type() === "error") said.push(message.text());
    });
    made.on("pageerror", (error) => said.push(String(error)));
    made.on("request", (request) => asked.add(new URL(request.url()).origin));
    made.setDefaultTimeout(100_000);
    await made.setViewport({ width: 1200, height: 800 });
    return made;
  };
  const opened = async (hash: string): Promise<Page> => {
    const made = await blank();
    await made.goto(url + hash);
    await made.waitForSelector(".model.open");
    await made.waitForSelector(".panel > :not(.notice)");
    return made;
  };

  const hash = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).toString());
  const state = async () => new URLSearchParams(await hash());
  const text = (selector: string) =>
    page.$eval(selector, (element) => element.textContent?.trim() ?? "");
  const view = (name: "train" | "map" | "write" | "read") => page.click(`#tab-${name}`);
  const picture = async (name: string) => {
    const folder = process.env.TEXTVAE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` as never });
  };
  /** Waits until a part of the page has its answer. */
  const answered = (selector: string) =>
    page.waitForFunction(
      (where) => {
        const element = document.querySelector(where);
        return (
          element?.querySelector(":scope > div, table") &&
          element.getAttribute("aria-busy") !== "true"
        );
      },
      {},
      selector,
    );
  /** The field that a label names. */
  const field = async (label: string) => {
    const found = await page.waitForFunction(
      (name) => {
        const labels = [...document.querySelectorAll("label")];
        const of = labels.find((one) => one.textContent?.trim().startsWith(name));
        return of?.querySelector("input, select");
      },
      {},
      label,
    );
    return found as unknown as ElementHandle<HTMLInputElement>;
  };
  const fill = async (label: string, value: string) => {
    const input = await field(label);
    await input.evaluate((element) => element.select());
    await input.type(value);
    await page.keyboard.press("Tab");
  };
  const choose = async (label: string, value: string) => (await field(label)).select(value);
  const slide = async (label: string) => {
    await (await field(label)).focus();
    await page.keyboard.press("ArrowRight");
  };
  /** Waits until the panel of the tab says so. */
  const says = (pattern: string) =>
    page.waitForFunction(
      (expected) => new RegExp(expected).test(document.querySelector(".panel")?.textContent ?? ""),
      { polling: 100 },
      pattern,
    );

  const press = async (label: string) => {
    const button = await page.waitForSelector(`::-p-aria([name="${label}"][role="button"])`);
    await button?.evaluate((element) => (element as HTMLElement).click());
  };

  /** Resumes before the worker has answered that it is paused. */
  const pauseAndResumeAtOnce = () =>
    page.evaluate(async () => {
      const named = (name: string) =>
        [...document.querySelectorAll("button")].find(({ textContent }) => textContent === name);
      named("Pause")?.click();
      while (!named("Resume")) await new Promise((resolve) => setTimeout(resolve));
      named("Resume")?.click();
    });

  test("draws the map before the model is asked, and lays it out in each way", async () => {
    expect(await text("h1")).toMatch(/^nvrnn on /);
    expect(await text(".about")).toMatch(/^40 sentences of valid; each point is the mean/);
    for (const colour of ["nll", "length", "label", "none", "gain"]) await choose("Colour", colour);
    await choose("Layout", "umap");
    await press("Cancel");
    expect((await state()).get("layout")).toBeNull();
    await choose("Layout", "umap");
    await page.waitForFunction(() => !document.querySelector("progress"));
    await picture("umap");
    await choose("Layout", "globe");
    await slide("Turn");
    await slide("Tilt");
    await page.click("input[type=checkbox]");
    await picture("globe");
    expect((await state()).get("layout")).toBe("globe");
    expect((await state()).get("prior")).toBe("1");
    await choose("Layout", "pca");
  });

  test("the map is walked by keys and by hand", async () => {
    await page.focus("[role=application]");
    for (const key of ["ArrowRight", "ArrowDown", "+", "-", "0", "l", "l"]) {
      await page.keyboard.press(key as "0");
    }
    await page.keyboard.down("Shift");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.up("Shift");
    const item = (await state()).get("item");
    expect(Number(item)).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("a");
    expect((await state()).get("a")).toBe(`@${item}`);
    expect(await text(".item .sentence")).toBe(LINES[Number(item)]?.split("\t")[1]);
    for (const name of ["Zoom in", "Zoom out", "All"]) await press(name);
    for (const name of ["Pin as B", "Pin as C", "Pin as C"]) await press(name);
    await page.focus("[role=application]");
    await page.keyboard.press("Escape");
    expect((await state()).get("item")).toBeNull();
    await page.waitForFunction((at) => document.querySelectorAll(".pin").length === at, {}, 2);
    // A lasso around everything.
    const box = await (await page.$(".canvas"))?.boundingBox();
    const at = (x: number, y: number) =>
      [(box?.x ?? 0) + x * (box?.width ?? 0), (box?.y ?? 0) + y * (box?.height ?? 0)] as const;
    await page.keyboard.down("Shift");
    await page.mouse.move(...at(0.02, 0.1));
    await page.mouse.down();
    const corners = [at(0.98, 0.1), at(0.98, 0.95), at(0.02, 0.95), at(0.02, 0.12)];
    for (const [x, y] of corners) await page.mouse.move(x, y, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await page.waitForSelector(".sentences li");
    expect(await text(".sentences h2")).toMatch(/\d+ in the lasso/);
    await page.click(".sentences li button");
    // What is under the pointer is told.
    const ring = await (await page.waitForSelector(".ring"))?.boundingBox();
    await page.mouse.move((ring?.x ?? 0) + 9, (ring?.y ?? 0) + 9);
    await page.waitForSelector(".tip");
  });

  /** How much of the canvas the points take, of its smaller side. */
  const filled = () =>
    page.$eval(".canvas canvas", (element) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(
        ...([0, 0, width, height] as const),
      );
      const [xs, ys] = [new Set<number>(), new Set<number>()];
      const back = data.slice(0, 3).join();
      for (let at = 0; at < data.length; at += 4) {
        if (data.slice(at, at + 3).join() === back) continue;
        xs.add((at / 4) % width);
        ys.add(Math.floor(at / 4 / width));
      }
      const extent = (all: ReadonlySet<number>) => Math.max(...all) - Math.min(...all);
      return Math.max(extent(xs), extent(ys)) / Math.min(width, height);
    });

  test("no point is cut off, in a window larger than its screen", async () => {
    expect(await filled()).toBeGreaterThan(0.85);
  });

  test("words are found", async () => {
    await fill("Find words", "the fox");
    await page.waitForFunction(() => document.querySelectorAll(".sentences li").length === 4);
    expect(await text(".controls output:not(:empty)")).toBe("4 of 40");
    await picture("map");
    await fill("Find words", " ");
  });

  test("a sentence is told again, scored, varied and taken apart", async () => {
    await view("write");
    await fill("Sentence A", "a cat sat .");
    const sentence = ".column:nth-child(2) .card:first-child .answer";
    await answered(sentence);
    const words = await page.$$eval(".words span", (all) => all.map((one) => one.textContent));
    expect(words).toEqual(["a", "cat", "sat", ".", "<eos>"]);
    expect(await text(sentence)).toMatch(/NLL [\d.]+ nats for 5 tokens.*ELBO/);
    await fill("Sentence A", "a zebra sat .");
    await page.waitForFunction(() => document.body.textContent?.includes("read as unknown: zebra"));
    await slide("Angle");
    await answered(".column:nth-child(2) .card:nth-child(2) .answer");
    expect(await page.$$(".column:nth-child(2) ol.list li")).toHaveLength(10);
    await press("A random sentence of the map as Sentence A");
    expect((await state()).get("a")).toMatch(/^@\d+$/);
    await answered(".column:nth-child(2) .card:nth-child(3) .answer");
    await page.click("td button.text");
  });

  test("sentences are walked between and added, in every voice", async () => {
    await fill("Sentence B", "the hen ate .");
    await fill("Sentence C", "the fox ate .");
    const path = ".column:last-child .card:first-child .answer";
    await answered(path);
    expect(await text(path)).toContain("geodesic of the sphere");
    await slide("Steps");
    await page.waitForFunction(
      (at) => document.querySelectorAll(`${at} tr`).length === 8,
      {},
      path,
    );
    await answered(".column:last-child .card:nth-child(2) .answer");
    await choose("Words", "sample");
    await fill("Temperature", "0.5");
    await fill("Top k (0: all)", "3");
    await fill("Top p", "0.9");
    await fill("Seed", "4");
    await answered(path);
    await choose("Words", "beam");
    await fill("Width", "2");
    await answered(path);
    expect((await state()).get("beam")).toBe("2");
    await slide("z1");
    expect((await state()).get("z")).toMatch(/^1:/);
    await answered(".column:last-child .card:nth-child(3) .answer");
    await answered(".column:last-child .card:nth-child(4) .answer");
    await picture("write");
    await press("Back to A");
    expect((await state()).get("z")).toBeNull();
  });

  test("what was measured is read, with curves and units", async () => {
    await view("read");
    expect(await text(".facts")).toMatch(/NLL.*nats per item.*ELBO/);
    expect(await page.$$(".charts figure")).toHaveLength(4);
    expect(await page.$$(".units li")).toHaveLength(4);
    await picture("read");
  });

  test("a link shows the same again", async () => {
    await view("write");
    const link = `#${await hash()}`;
    const again = await opened(link);
    await again.waitForSelector(".words");
    expect(await again.evaluate(() => location.hash)).toBe(link);
    const told = (one: Page) => one.$eval(".words", (element) => element.textContent);
    expect(await told(again)).toBe(await told(page));
    await again.close();
  });

  test.each([
    [
      "damaged",
      "#tab=write&a=@3&b=%&z=99:1,1:1e308,-1:2,x:y&seed=1.5&words=beam&beam=2.5&steps=7.5",
    ],
    ["of another model", "#item=39.5&layout=moebius&colour=taste&utm=1&__proto__=x&prior=1"],
  ])("a link that is %s shows what it can", async (_, link) => {
    const again = await opened(link);
    await again.waitForSelector(".words, [data-drawn]");
    await again.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
    expect(
      await again.$$eval(".notice", (all) => all.map(({ textContent }) => textContent)),
    ).toEqual([]);
    await again.close();
  });

  test("a model is trained in the page, goes on after a reload, and its map is looked at", async () => {
    await page.close();
    page = await blank();
    page.on("dialog", (dialog) => dialog.accept());
    await page.goto(`${trainer.origin}/deep/sub/train/`);
    await choose("Trains on", "own");
    const write = (lines: string) =>
      page.$eval(
        "textarea",
        (area, value) => {
          area.value = value;
          area.dispatchEvent(new Event("input", { bubbles: true }));
        },
        lines,
      );
    await write("a single line");
    await page.waitForFunction(() => /SPLIT|two sentences/.test(document.body.textContent ?? ""));
    const file = (await field("Or open a file")) as ElementHandle<HTMLInputElement>;
    const binary = join(work, "picture.png");
    await writeFile(binary, Uint8Array.of(137, 80, 78, 71, 0));
    await file.uploadFile(binary);
    await page.waitForFunction(() =>
      /no text/.test(document.querySelector(".drop")?.textContent ?? ""),
    );
    await write(LINES.map((line) => line.split("\t")[1]).join("\n"));
    await page.waitForFunction(() => /40 sentences/.test(document.body.textContent ?? ""));
    await fill("Steps", "1.5");
    expect(await (await field("Steps")).evaluate((element) => element.value)).toBe("1000");
    await fill("Steps", "1000000");
    await press("Train");
    await says("step (?:[5-9]\\d|[\\d,]{3,}) of 1,000,000");
    await press("Pause");
    await says("Paused");
    await press("Resume");
    await says("Trains in a worker");
    await page.waitForSelector(".samples li");
    await pauseAndResumeAtOnce();
    await says("Trains in a worker");
    await page.waitForFunction(
      (before) => document.querySelector("progress")?.value !== before,
      {},
      await page.$eval("progress", (element) => element.value),
    );
    await page.reload();
    await says("Trains in a worker");
    await press("Stop");
    await says("At rest");
    const reached = await text(".card p.quiet + progress ~ table th:nth-child(2)");
    expect(Number(reached.match(/\d+/)?.[0])).toBeGreaterThanOrEqual(50);
    expect((await page.$$(".charts figure")).length).toBeGreaterThanOrEqual(3);
    await press("Download it");
    const downloaded = join(work, "pasted-text.zip");
    await vi.waitFor(() => readFile(downloaded), { timeout: 30_000 });
    const bundle = memoryStorage();
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(downloaded)))) {
      await bundle.write(name.replace(/^pasted-text\//, ""), bytes);
    }
    const model = await openTrained(bundle, builtins());
    expect(model.facts.step).toBeGreaterThanOrEqual(50);
    expect(await model.reconstruct(["a cat sat ."])).toHaveLength(1);
    await press("See its map");
    await page.waitForSelector("[data-drawn]");
    expect(await text(".about")).toMatch(/^40 sentences of the text/);
    await choose("Layout", "umap");
    await page.waitForFunction(() => !document.querySelector("progress"));
    await view("write");
    await fill("Sentence A", "A cat sat.");
    // Sentences that are not typed to their ends are looked at, too.
    await page.waitForFunction(() => document.querySelectorAll(".words span").length === 5);
    const words = await page.$$eval(".words span", (all) => all.map((one) => one.textContent));
    expect(words).toEqual(["a", "cat", "sat", ".", "<eos>"]);
    await view("read");
    expect(await page.$$(".units li")).toHaveLength(8);
    // All that it can load: the parts of every model that it offers, the map, UMAP, the download.
    expect(codeOf(trainer.downloaded)).toBeLessThanOrEqual(400_000);
  });

  test.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 390],
    ["dark", 390],
  ] as const)("%s at a width of %i, nothing serious is in anyone's way", async (scheme, width) => {
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const axe = await readFile(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
    await page.evaluate(axe);
    for (const name of ["train", "map", "write", "read"] as const) {
      await view(name);
      await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
      await picture(`${name}-${scheme}-${width}`);
      if (name === "map" && scheme === "light") {
        await page.waitForSelector("[data-drawn]");
        const part = await filled();
        expect(part).toBeGreaterThan(0.85);
        expect(part).toBeLessThan(0.97);
      }
      const wrong = await page.evaluate(async () => {
        const { violations } = await (
          globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
        ).axe.run();
        return violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      });
      expect(wrong).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
    }
  });

  test("a file is trained on as it comes, goes on after a reload without it, and is forgotten", async () => {
    await view("train");
    await choose("Trains on", "own");
    const name = join(work, "lines.jsonl.gz");
    const records = LINES.map((line) => JSON.stringify({ id: 1, t: line.split("\t")[1] }));
    await writeFile(name, gzipSync(`${Array(5).fill(records.join("\n")).join("\n")}\n`));
    const file = (await field("Or open a file")) as ElementHandle<HTMLInputElement>;
    await file.uploadFile(name);
    await fill("Steps", "60");
    await press("Train");
    await says('expected a field "text"'); // which none has
    await fill("Field of the text", "t");
    await press("Train");
    await says("step 60 of 60");
    await says("At rest");
    await says("200 sentences, of which 20 are held out");
    await press("See its map");
    await page.waitForSelector("[data-drawn]");
    expect(await text(".about")).toMatch(/^20 sentences of those held out/);
    await page.reload();
    await view("train");
    await fill("Steps", "70");
    await press("Go on");
    await says("step 70 of 70");
    const corpora = () =>
      page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const folder = await (await root.getDirectoryHandle("textvae")).getDirectoryHandle(
          "corpora",
        );
        const names: string[] = [];
        for await (const name of folder.keys()) names.push(name);
        return names;
      });
    await says("At rest");
    expect(await corpora()).toHaveLength(1);
    await press("Forget it");
    await says("Nothing trains yet");
    expect(await corpora()).toEqual([]);
  });

  test("nothing went wrong in the console, and no other host was asked", () => {
    expect(said).toEqual([]);
    const own = [new URL(url).origin, trainer.origin];
    expect([...asked].filter((origin) => origin !== "null" && !own.includes(origin))).toEqual([]);
  });

  test("what it downloads of code, the parts of its model included, is small", () => {
    const gzip = codeOf(downloaded);
    expect(gzip).toBeGreaterThan(100_000);
    expect(gzip).toBeLessThanOrEqual(400_000);
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Bytes of gzip of the code among files. */
const codeOf = (files: ReadonlyMap<string, Uint8Array>): number =>
  [...files]
    .filter(([name]) => /\.(?:js|css)$/.test(name))
    .reduce((sum, [, bytes]) => sum + gzipSync(bytes, { level: 9 }).length, 0);

/** A command that must work. */
const textvae = async (...argv: string[]): Promise<void> => {
  let told = "";
  const output = { write: (text: string) => (told += text) };
  const code = await main(argv, { stdout: output, stderr: output });
  if (code !== 0) throw new Error(told);
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** A folder on any web server, not at its root. */
const served = async (folder: string) => {
  const downloaded = new Map<string, Uint8Array>();
  const server = createServer(async ({ url = "/" }, response) => {
    const name = new URL(url, "http://localhost").pathname
      .replace(/^\/deep\/sub\//, "")
      .replace(/(^|\/)$/, "$1index.html");
    const content = await readFile(join(folder, name)).catch(() => undefined);
    if (!content) return response.writeHead(404).end();
    downloaded.set(name, content);
    response.setHeader("content-type", TYPES[extname(name)] ?? "application/octet-stream");
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as { port: number };
  return {
    downloaded,
    origin: `http://localhost:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
