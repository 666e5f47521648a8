// How a page with 100,000 points moves: frames per second while it is panned and zoomed, the time to
// its first picture, and the longest task of its thread.
//   pnpm frames [points]
// Prints what drew it. Without a graphics processor Chromium draws in software (SwiftShader).
import process from "node:process";
import { findChromium } from "@textvae/bench/chromium";
import { createRng } from "@textvae/core";
import { encodeMap } from "@textvae/explorer";
import { pageFiles, serve } from "@textvae/explorer-node";
import { launch } from "puppeteer-core";

const N = Number(process.argv[2] ?? 100_000);
const Z = 16;
const rng = createRng(1);

/** A map of points without a model: what is measured here needs none. */
const mapOf = () => {
  const floats = (n) => Float32Array.from(rng.normals(n));
  const reading = {
    title: `${N} points`,
    about: [],
    numbers: [],
    training: [],
    evaluations: [],
    divergence: "KL",
    findings: [],
    notes: [],
  };
  const estimator = { name: "none", bound: false };
  return encodeMap({
    description: {
      format: "textvae-map-2",
      recipe: "none",
      step: 0,
      split: "none",
      items: N,
      of: N,
      seed: 1,
      what: "mean",
      support: "euclidean",
      latent: Z,
      prior: 0,
      explained: [0.5, 0.5],
      dimensions: Array.from({ length: Z }, () => ({ variance: 1, active: true })),
      estimators: { nll: estimator, without: estimator },
      reading,
    },
    points: {
      place_N2: floats(2 * N),
      prior_M2: new Float32Array(),
      nll_N: floats(N).map((x) => 50 + x),
      without_N: floats(N).map((x) => 50 + x),
      tokens_N: new Float32Array(N).fill(20),
    },
    codes: {
      codes_NZ: floats(N * Z),
      prior_MZ: new Float32Array(),
      projection: { directions_KZ: new Float32Array(2 * Z), centre_Z: new Float32Array(Z) },
    },
    texts: Array.from({ length: N }, (_, i) => `sentence ${i} of those that nobody wrote`),
  });
};

const page = await pageFiles();
const map = [...mapOf()].map(([name, bytes]) => [`map/${name}`, bytes]);
const served = await serve(new Map([...page, ...map]), 0);
const browser = await launch({
  executablePath: findChromium(),
  args: ["--enable-unsafe-swiftshader", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
const tab = await browser.newPage();
await tab.setViewport({ width: 1280, height: 800 });
await tab.evaluateOnNewDocument(() => {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      globalThis.longest = Math.max(globalThis.longest, duration);
  }).observe({ type: "longtask", buffered: true });
});
const from = performance.now();
await tab.goto(served.url);
await tab.waitForSelector(".canvas[data-drawn]", { timeout: 120_000 });
const first = performance.now() - from;
const renderer = await tab.evaluate(() => {
  const gl = document.createElement("canvas").getContext("webgl");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "unknown";
});
const opening = await tab.evaluate(() => globalThis.longest);

/** Frames per second while something is done for a while. */
const frames = async (act) => {
  await tab.evaluate(() => {
    globalThis.longest = 0;
    globalThis.frames = 0;
    globalThis.counting = true;
    const count = () => {
      globalThis.frames++;
      if (globalThis.counting) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const begin = performance.now();
  await act();
  const seconds = (performance.now() - begin) / 1000;
  const [seen, longest] = await tab.evaluate(() => {
    globalThis.counting = false;
    return [globalThis.frames, globalThis.longest];
  });
  return `${(seen / seconds).toFixed(1)} frames/s, longest task ${Math.round(longest)} ms`;
};
const pan = await frames(async () => {
  await tab.mouse.move(500, 400);
  await tab.mouse.down();
  for (let i = 0; i < 120; i++) await tab.mouse.move(500 + 200 * Math.sin(i / 10), 400 + i / 2);
  await tab.mouse.up();
});
const zoom = await frames(async () => {
  for (let i = 0; i < 60; i++) await tab.mouse.wheel({ deltaY: i < 30 ? -60 : 60 });
});
console.log(`${N.toLocaleString("en")} points, drawn by ${renderer}`);
console.log(
  `first picture ${(first / 1000).toFixed(2)} s, longest task until then ${Math.round(opening)} ms`,
);
console.log(`panned: ${pan}\nzoomed: ${zoom}`);
await browser.close();
await served.close();
