// How long a page is kept from its work while its worker trains a model of the sizes of `npm start`, in
// headless Chromium, and beside it what keeps a page that does nothing: tab-measure.ts [steps]. Long tasks are those of 50 ms and more, as the browser tells
// them; a frame is late by what passes between it and the one before. A trace of some more steps tells how
// much of the longest task the page's thread computed itself: in the rest the machine did something else.
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { openPage, serveProgram } from "@textvae/bench/chromium";
import { createRng } from "@textvae/core";

const steps = Number(process.argv[2] ?? 1000);
const TRACED = 40;
const [VOCABULARY, SENTENCES, LENGTH] = [8000, 2000, 20];

const draws = createRng(1).uniforms(SENTENCES * LENGTH);
const text = Array.from({ length: SENTENCES }, (_, i) =>
  [...draws.subarray(i * LENGTH, (i + 1) * LENGTH)]
    .map((u) => `w${Math.floor(u * VOCABULARY)}`)
    .join(" "),
).join("\n");
const { recipe, options } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../examples/start.json"), "utf8"),
);
const setup = {
  recipe,
  options,
  text,
  until: { steps },
  evaluateEvery: steps,
  run: "runs/measured",
};

interface Held {
  readonly took: number;
  readonly longest: number;
  readonly latest: number;
}
const tell = ({ took, longest, latest }: Held): string =>
  `${Math.round(took)} ms; longest task of the page ${longest ? `${Math.round(longest)} ms` : "under 50 ms"}, latest frame ${Math.round(latest)} ms`;

const site = await serveProgram({ entry: join(import.meta.dirname, "../test/tab/page.ts") });
try {
  for (const isolated of [true, false]) {
    const page = await openPage(site, { isolated });
    console.log(isolated ? "cross-origin isolated" : "not isolated");
    const training = await page.call<Held>("train", setup);
    console.log(`  ${steps} steps in ${tell(training)}`);
    console.log(`  the page alone, for ${tell(await page.call<Held>("idle", training.took))}`);
    const more = { ...setup, until: { steps: steps + TRACED } };
    const { longest } = await page.traced(() => page.call("train", more));
    console.log(
      `  traced over ${TRACED} steps: longest task ${Math.round(longest.clock)} ms by the clock, at most ${longest.own.toFixed(1)} ms computed`,
    );
    await page.close();
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`);
} finally {
  await site.close();
}
