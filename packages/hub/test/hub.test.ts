import { cpu } from "@textvae/backend-cpu";
import { assemble, TextvaeError } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { open } from "@textvae/open";
import { builtins, nvrnn } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";
import { exportBundle, openTrained, trainedModel } from "@textvae/runs";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  hubAccountIn,
  hubAddress,
  hubPlace,
  modelCard,
  pullBundle,
  pushBundle,
} from "../src/index.ts";
import { type LoopbackHub, loopbackHub } from "./loopback-hub.ts";

let hub: LoopbackHub;
const account = () => hubAccountIn({ HF_ENDPOINT: hub.url, HF_TOKEN: "hf_loopback" });
const place = hubPlace("hf:someone/tales");
const numbers = [
  {
    ...{ step: 7, split: "valid" as const, items: 4, tokens: 16, nll: 9.5, ppl: 10.25 },
    ...{ pplPerItem: 10, reconstruction: 9, divergence: 0.5, divergenceName: "KL" },
    estimator: { name: "ELBO, 1 sample, closed form KL", bound: true },
  },
];

/** A bundle of a small model as it begins, and what the model says. */
const bundle = async () => {
  const lines = "the cat sat\na cat ran\nthe dog sat\na dog ran\n";
  const dataset = text({ splits: { train: lines, valid: lines } });
  const sizes = { hidden: 8, embedding: 6, dim: 4, dropout: 0 };
  const { parts, objective } = nvrnn.create(sizes as never, builtins());
  const model = assemble(parts, { dataset, objective, seed: 1 });
  const trained = trainedModel({ model, dataset, objective, recipe: "tales", seed: 1 });
  const storage = memoryStorage();
  const manifest = await exportBundle(trained, storage, { numbers });
  return { files: storage.files, manifest, said: await trained.sample(3) };
};

beforeAll(async () => {
  await cpu().start();
  hub = await loopbackHub();
});
afterAll(() => hub.close());

const refusal = async (promise: Promise<unknown>): Promise<TextvaeError> => {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(TextvaeError);
  return error as TextvaeError;
};

test("what is pushed is pulled, samples the same, and opens by its address", async () => {
  const { files, said } = await bundle();
  const commit = await pushBundle(place, files, account());
  expect(commit).toBe(`${hub.url}/someone/tales/commit/0`);
  const pulled = await pullBundle(place, hubAccountIn({ HF_ENDPOINT: `${hub.url}/` }));
  expect([...pulled].sort()).toEqual(
    [...files].map(([path, bytes]) => [path, new Uint8Array(bytes)]).sort(),
  );
  const storage = memoryStorage();
  for (const [path, bytes] of pulled) await storage.write(path, bytes);
  expect(await (await openTrained(storage, builtins())).sample(3)).toEqual(said);
  expect(await (await open(hubAddress(place, account()))).sample(3)).toEqual(said);

  // Once more: the model is there already.
  await pushBundle(place, files, { ...account(), private: true });
});

test("the card has what was measured, by which estimator, and no more", async () => {
  const { files, manifest } = await bundle();
  const readme = new TextDecoder().decode(files.get("README.md"));
  const pictures = [{ title: "KL per sentence", path: "pictures/kl.svg" }];
  const card = modelCard(place, { manifest, readme, pictures });
  const [, head = "", body = ""] = card.split(/^---$/m);
  expect(head).toMatch(/^library_name: textvae$/m);
  const [{ results }] = JSON.parse(/^model-index: (.*)$/m.exec(head)?.[1] as string);
  const by = "4 items, ELBO, 1 sample, closed form KL, a bound";
  expect(results).toEqual([
    {
      task: { type: "text-generation" },
      dataset: { type: "text", name: "the corpus of the run", split: "valid" },
      metrics: [
        { type: "nll", name: `NLL in nats per item (${by})`, value: 9.5 },
        { type: "perplexity", name: `Perplexity per token (${by})`, value: 10.25 },
      ],
    },
  ]);
  expect(body).toMatch(/^\s*# someone\/tales\n/);
  expect(body).toContain(
    "| valid | 7 | 4 | 9.50 | 10.25 | 0.50 | ELBO, 1 sample, closed form KL |",
  );
  expect(body).toContain("![KL per sentence](pictures/kl.svg)");
  const unmeasured = modelCard(place, { manifest: { ...manifest, numbers: [] }, readme });
  expect(unmeasured).not.toContain("model-index");
});

test("what is none, damaged, forbidden or away is told at once", async () => {
  expect(() => hubPlace("hf:tales")).toThrow(/OPTION|hf:OWNER\/NAME/);
  expect(() => hubAccountIn({ HF_TOKEN: "gitea-1" })).toThrow(/begins with hf_/);
  const none = await refusal(pullBundle(hubPlace("hf:someone/else"), account()));
  expect([none.code, none.message]).toEqual([
    "STORAGE",
    expect.stringMatching(/model\.json; got none/),
  ]);

  const { files } = await bundle();
  const anonymous = hubAccountIn({ HF_ENDPOINT: hub.url });
  expect((await refusal(pushBundle(place, files, anonymous))).message).toMatch(/HF_TOKEN/);
  const other = { ...account(), token: "hf_other" };
  expect((await refusal(pushBundle(place, files, other))).message).toMatch(/401: Invalid token/);
  const away = await refusal(pullBundle(place, { hub: "http://127.0.0.1:9" }));
  expect([away.code, away.message]).toEqual([
    "STORAGE",
    expect.stringMatching(/no answer of the hub/),
  ]);

  await pushBundle(place, files, account());
  hub.files.set("someone/tales/weights.safetensors", new Uint8Array(8));
  expect((await refusal(pullBundle(place, account()))).message).toMatch(/weights\.safetensors/);
});

test("a model of something else keeps its files; one that was just made may have a license", async () => {
  const { files } = await bundle();
  const [mine, repo] = [hubPlace("hf:someone/mine"), { organization: "someone", name: "mine" }];
  const headers = { authorization: "Bearer hf_loopback" };
  await fetch(`${hub.url}/api/repos/create`, {
    method: "POST",
    headers,
    body: JSON.stringify(repo),
  });
  const encode = (text: string) => new TextEncoder().encode(text);
  for (const [name, content] of [
    ["README.md", "---\nlicense: mit\n---\n# Mine\n"],
    ["model.json", '{"mine":1}'],
  ] as const) {
    hub.files.set(`someone/mine/${name}`, encode(content));
    const refused = await refusal(pushBundle(mine, files, account()));
    expect(refused.code).toBe("STORAGE");
    expect(refused.message).toMatch(
      `of its own for the bundle: new, empty, or that of a bundle; got one that holds ${name}`,
    );
    expect(hub.files.get(`someone/mine/${name}`)).toEqual(encode(content));
    hub.files.delete(`someone/mine/${name}`);
  }
  hub.files.set("someone/mine/README.md", encode("---\nlicense: mit\n---\n"));
  for (let time = 0; time < 2; time++) await pushBundle(mine, files, account());
  expect((await pullBundle(mine, account())).size).toBe(files.size);
});
