// How soon the explorer of a run is seen: seconds from asking for its page on loopback to the map's first
// picture, and to a model that can be asked. Each time in a browser context without a cache.
//   pnpm first-picture [RUN] [times]     default: runs/start, which npm start leaves, and 7
// The page is that of packages/explorer/dist (pnpm build).
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { findChromium } from "@textvae/bench/chromium";
import { serve } from "@textvae/explorer-node";
import { launch } from "puppeteer-core";
import { main } from "textvae";

const [run = "runs/start", times = "7"] = process.argv.slice(2);

/** The files of a folder, by their paths in it. */
const filesIn = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)])),
  );
};

/** The page of the run, as `textvae explore --export` writes it. */
const siteOf = async (name) => {
  const folder = await mkdtemp(join(tmpdir(), "textvae-first-"));
  const { stdout, stderr } = process;
  try {
    const to = join(folder, "site");
    const code = await main(["explore", "--run", name, "--export", to], { stdout, stderr });
    if (code !== 0) process.exit(code);
    return await filesIn(to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Seconds until the first picture, and until the model is open. */
const opened = async (browser, url) => {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  await tab.setViewport({ width: 1280, height: 800 });
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1000;
  await tab.goto(url, { waitUntil: "domcontentloaded" });
  await tab.waitForSelector(".canvas[data-drawn]", { timeout: 120_000 });
  const picture = seconds();
  await tab.waitForSelector(".model.open", { timeout: 120_000 });
  const model = seconds();
  await context.close();
  return { picture, model };
};

const told = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return `median ${middle.toFixed(2)} s, ${sorted[0].toFixed(2)} to ${sorted.at(-1).toFixed(2)} s`;
};

const files = await siteOf(run);
const served = await serve(files, 0);
const browser = await launch({
  executablePath: findChromium(),
  args: ["--enable-unsafe-swiftshader", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
const seen = [];
for (let i = 0; i < Number(times); i++) seen.push(await opened(browser, served.url));
const bytes = [...files].filter(([name]) => /^(bundle|map)\//.test(name));
const megabytes = bytes.reduce((sum, [, { length }]) => sum + length, 0) / 1e6;
console.log(`${run}: map and model of ${megabytes.toFixed(1)} MB, ${times} times`);
console.log(`first picture: ${told(seen.map(({ picture }) => picture))}`);
console.log(`model open:    ${told(seen.map(({ model }) => model))}`);
console.log(`load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`);
await browser.close();
await served.close();
