import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { wasm } from "@textvae/backend-wasm";
import { findChromium, openPage, serveProgram } from "@textvae/bench/chromium";
import { assemble, elbo, train } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { hubAccountIn, hubPlace, pullBundle, pushBundle } from "@textvae/hub";
import { tokenEmbedding } from "@textvae/layers";
import { adam } from "@textvae/optimizers";
import { vmf } from "@textvae/prior-vmf";
import { memoryStorage, openRun } from "@textvae/run-format";
import { exportBundle, trainedModel } from "@textvae/runs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loopbackHub } from "../packages/hub/test/loopback-hub.ts";
import { root } from "./packages.ts";

/* The programs of examples/use, as they stand there, on a bundle that was trained for some steps and pulled. */

const programs = join(root, "examples/use");
const served = mkdtempSync(join(tmpdir(), "textvae-use-"));
afterAll(() => rmSync(served, { recursive: true, force: true }));

const [from, to] = ["the cat sat", "a dog ran"] as const;
/** A bundle as it comes back from a hub that it was pushed to. */
const throughHub = async (files: ReadonlyMap<string, Uint8Array>) => {
  const hub = await loopbackHub();
  try {
    const account = hubAccountIn({ HF_ENDPOINT: hub.url, HF_TOKEN: "hf_loopback" });
    await pushBundle(hubPlace("hf:someone/steps"), files, account);
    return await pullBundle(hubPlace("hf:someone/steps"), account);
  } finally {
    await hub.close();
  }
};

/** What each program is to find: the sentence decoded, then the way to the other. */
let expected: readonly string[];

beforeAll(async () => {
  await wasm().start();
  const lines = `${from}\n${to}\nthe dog sat\na cat ran\n`;
  const dataset = text({ splits: { train: lines, valid: lines } });
  const embedding = tokenEmbedding({ size: 8 });
  const parts = {
    encoder: lstmEncoder({ embedding, hidden: 16 }),
    prior: vmf({ size: 3, kappa: 100 }),
    decoder: lstmDecoder({ embedding, hidden: 16 }),
  };
  const objective = elbo({ divergence: kl() });
  const model = assemble(parts, { dataset, objective, seed: 1 });
  const run = await openRun(memoryStorage(), { name: "some steps" });
  const optimizer = adam({ learningRate: 0.02 });
  const setup = { model, objective, dataset, optimizer, run, seed: 1, batchSize: 4 };
  for await (const _ of train({ ...setup, until: { steps: 40 } }));
  const trained = trainedModel({ model, dataset, objective, recipe: "some steps", seed: 1 });
  expected = [
    ...(await trained.reconstruct([from])),
    ...(await trained.interpolate(from, to)).sentences,
  ];
  const storage = memoryStorage();
  await exportBundle(trained, storage);
  mkdirSync(join(served, "bundle"));
  for (const [name, content] of await throughHub(storage.files)) {
    writeFileSync(join(served, "bundle", name), content);
  }
}, 60_000);

test.each(["node.mjs", "worker.js", "page.js"])("%s has ten lines, which the docs show", (name) => {
  const program = readFileSync(join(programs, name), "utf8");
  expect(program.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
  const page = readFileSync(join(root, "docs/use-a-trained-model.md"), "utf8");
  expect(page).toContain(`\`\`\`js\n${program}\`\`\``);
});

test("in Node", async () => {
  const args = ["--conditions=@textvae/source", join(programs, "node.mjs")];
  const bundle = join(served, "bundle");
  const { stdout } = await promisify(execFile)(process.execPath, [...args, bundle, from, to]);
  for (const sentence of expected) expect(stdout).toContain(sentence);
  expect(new Set(expected).size).toBeGreaterThan(1);
});

/** What a page does for a reader: the form, and what is in the output after it changed. */
const PAGE = `
  document.body.innerHTML = await (await fetch("/page.html")).text();
  const [form] = document.forms;
  const output = document.querySelector("output");
  const [first, second] = form.elements;
  const typed = async (from, to) => {
    [first.value, second.value] = [from, to];
    output.value = "";
    form.dispatchEvent(new Event("change"));
    while (output.value === "") await new Promise((resolve) => setTimeout(resolve, 10));
    return output.value.split("\\n");
  };
  await import("./page.js");
`;
const WORKER = `
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const typed = (...sentences) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(sentences);
    });
`;

test.skipIf(!findChromium()).each([
  ["page", PAGE],
  ["worker", WORKER],
])(
  "in a %s of Chromium",
  async (_, source) => {
    writeFileSync(join(served, "page.html"), readFileSync(join(programs, "page.html")));
    const site = await serveProgram({
      entry: join(programs, "test.js"),
      source: `${source}\nglobalThis.textvae = { typed };`,
      beside: served,
    });
    try {
      const page = await openPage(site);
      try {
        expect(await page.call("typed", from, to)).toEqual(expected);
      } finally {
        await page.close();
      }
    } finally {
      await site.close();
    }
  },
  150_000,
);
