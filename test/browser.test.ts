import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { findChromium } from "@textvae/bench/chromium";
import { trainInWorker } from "@textvae/worker";
import { serveTrainer } from "@textvae/worker/serve";
import { createApp, type Template } from "create-textvae";
import { type Browser, type ElementHandle, launch, type Page } from "puppeteer-core";
import { build, defaultClientConditions, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { root } from "./packages.ts";

/*
 * The apps that `npm create textvae` makes as their users build them, minified, on pages that are
 * cross-origin isolated.
 * TEXTVAE_SCREENSHOTS names a folder for pictures.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const found = findChromium();
const absence = found ? "" : " (skipped: no Chromium; TEXTVAE_CHROMIUM names one)";
const NOUNS = ["cat", "dog", "cow", "hen"];
const LINES = NOUNS.flatMap((noun) => ["sat", "ran", "ate"].map((verb) => `the ${noun} ${verb}`));

/** A trained model, in the folder of that name. */
const writeBundle = async (folder: string): Promise<void> => {
  const { port1, port2 } = new MessageChannel();
  serveTrainer({}, port2);
  const trainer = trainInWorker(port1, {
    recipe: "nvrnn",
    options: { prior: "vmf", kappa: 20, dim: 3, embedding: 4, hidden: 8, batchSize: 4 },
    text: LINES.join("\n"),
    until: { steps: 10 },
  });
  for await (const _ of trainer.events);
  const files = await trainer.bundle();
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  port1.close();
};

describe.skipIf(!found)(`apps of the starter in Chromium${absence}`, () => {
  let work: string;
  const servers = new Map<Template, PreviewServer>();
  let browser: Browser;
  const said: string[] = [];

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "textvae-browser-"));
    for (const template of ["train", "use"] as const) {
      const { folder } = await createApp(`my-${template}`, template, work);
      await symlink(
        join(root, "packages/create-textvae/node_modules"),
        join(folder, "node_modules"),
      );
      if (template === "use") await writeBundle(join(folder, "public/bundle"));
      const settings = {
        root: folder,
        configFile: join(folder, "vite.config.js"),
        logLevel: "error" as const,
        resolve: { conditions: ["@textvae/source", ...defaultClientConditions] },
      };
      await build(settings);
      servers.set(
        template,
        await preview({ ...settings, preview: { port: 0, host: "localhost" } }),
      );
    }
    await writeFile(join(work, "sentences.txt"), text);
    browser = await launch({
      executablePath: found as string,
      args: ["--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    });
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of servers.values()) await server.close();
    await rm(work, { recursive: true, force: true });
  });

  const opened = async (template: Template): Promise<Page> => {
    const page = await browser.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") said.push(message.text());
    });
    page.on("pageerror", (error) => said.push(String(error)));
    page.setDefaultTimeout(100_000);
    await page.setViewport({ width: 800, height: 900 });
    await page.goto(servers.get(template)?.resolvedUrls?.local[0] as string);
    return page;
  };
  const status = (page: Page, pattern: string) =>
    page.waitForFunction(
      (expected) =>
        new RegExp(expected).test(document.querySelector("[role=status]")?.textContent ?? ""),
      {},
      pattern,
    );
  const items = (page: Page) =>
    page.$$eval("li", (elements) => elements.map(({ textContent }) => textContent));
  const picture = async (page: Page, name: string) => {
    const folder = process.env.TEXTVAE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` as never });
  };
  const train = async (page: Page, steps: number) => {
    await page.$eval("textarea", (area, lines) => Object.assign(area, { value: lines }), text);
    await page.$eval(
      "[name=steps]",
      (field, value) => Object.assign(field, { value: String(value) }),
      steps,
    );
    await page.click("button[type=submit]");
  };
  const text = LINES.join("\n");

  test("trains in a tab, pauses, and goes on after a reload", async () => {
    const page = await opened("train");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await train(page, 1_000_000);
    await status(page, "^step 20:");
    await page.click("[name=pause]");
    expect(await page.$eval("[name=pause]", ({ textContent }) => textContent)).toBe("Go on");
    await page.click("[name=pause]");
    await page.click("[name=stop]");
    await status(page, "stopped");
    expect(await items(page)).toHaveLength(5);
    const points = await page.$eval("polyline", (line) => line.getAttribute("points") ?? "");
    expect(points.split(" ").length).toBeGreaterThan(1);
    await picture(page, "browser-train");
    const step = Number(
      await page.$eval("[role=status]", (at) => at.textContent?.match(/\d+/)?.[0]),
    );
    await page.reload();
    await train(page, step + 30);
    await status(page, "done$");
    const first = await page.$eval("[role=status]", (at) =>
      Number(at.textContent?.match(/\d+/)?.[0]),
    );
    expect(first).toBeGreaterThan(step);
    await page.close();
  });

  test("says what is wrong with a text, and trains on a file", async () => {
    const page = await opened("train");
    await page.type("textarea", "one line");
    await page.click("button[type=submit]");
    await status(page, "two lines or more");
    const file = (await page.$("[type=file]")) as ElementHandle<HTMLInputElement>;
    await file.uploadFile(join(work, "sentences.txt"));
    await train(page, 10);
    await status(page, "^step 10: .* done$");
    await page.close();
  });

  test("opens a bundle, and walks between two sentences", async () => {
    const page = await opened("use");
    await status(page, "weights of nvrnn");
    await page.type("[name=from]", "the cat sat");
    await page.type("[name=to]", "the dog ran");
    await page.click("button");
    await page.waitForSelector("li");
    expect((await items(page)).length).toBeGreaterThan(2);
    await picture(page, "browser-open");
    await page.close();
  });

  test("says no errors", () => expect(said).toEqual([]));
});
