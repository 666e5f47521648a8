import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Store, startStore } from "../../storage-s3/test/store.ts";
import {
  ended,
  isLeased,
  jsonLines,
  readText,
  run,
  start,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

let store: Store;
beforeAll(async () => {
  store = await startStore();
  vi.stubEnv("AWS_ENDPOINT_URL_S3", store.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await store.close();
});

interface Place {
  readonly name: string;
  /** Everything that a reader would find, and the lease. */
  content(): unknown;
  lastStep(): number;
}

const folder = (): Place => {
  const name = join(temporaryFolder(), "run");
  return {
    name,
    content: () =>
      readdirSync(name, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readText(entry.parentPath, entry.name)]),
    lastStep: () => Number(readdirSync(join(name, "checkpoints")).sort().at(-1)),
  };
};

const manifest = (key: string) =>
  new TextDecoder().decode(store.objects.get(`${key}/textvae-manifest.json`));

const objectStore = (): Place => {
  const key = "runs/frozen";
  const steps = () => [...manifest(key).matchAll(/checkpoints\/(\d+)\/state/g)];
  return {
    name: `s3://models/${key}`,
    content: () => manifest(key),
    lastStep: () => Math.max(...steps().map(([, step]) => Number(step))),
  };
};

test.each([
  ["a folder", folder],
  ["an object store", objectStore],
])(
  "a training that was stopped past its lease in %s writes nothing when it wakes",
  async (_, of) => {
    const { name, content, lastStep } = of();
    const flags = ["train", ...TINY, "--data", tinyCorpus(), "--run", name, "--lease", "0.5"];
    const first = start([...flags, "--steps", "1000000", "--checkpoint-every", "5", "--json"]);
    const ending = ended(first);
    await new Promise<void>((resolve) => {
      first.stdout?.on(
        "data",
        (chunk) => String(chunk).includes('"kind":"checkpoint"') && resolve(),
      );
    });
    first.kill("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 600));
    const second = await run(...flags, "--steps", String(lastStep() + 20));
    expect(second.code, second.err).toBe(0);
    const then = content();

    first.kill("SIGCONT");
    const { code, out } = await ending;
    expect([code, jsonLines(out).at(-1)]).toEqual([1, expect.objectContaining({ code: "LOCKED" })]);
    expect(content()).toEqual(then);
  },
  120_000,
);

test("a run, its data and its bundle in an object store are what they are in folders", async () => {
  const data = tinyCorpus();
  for (const split of ["train.txt", "valid.txt", "test.txt"]) {
    store.objects.set(`corpus/${split}`, new Uint8Array(readFileSync(join(data, split))));
  }
  const flags = ["train", ...TINY, "--steps", "8", "--checkpoint-every", "4", "--seed", "3"];
  const [here, there] = [join(temporaryFolder(), "run"), "s3://models/runs/there"];
  const local = await run(...flags, "--data", data, "--run", here);
  const remote = await run(...flags, "--data", "s3://models/corpus", "--run", there);
  expect([local.code, remote.code], remote.err).toEqual([0, 0]);

  const bundle = "s3://models/bundles/there";
  expect((await run("export", "--run", there, "--out", bundle)).code).toBe(0);
  const asked = async (name: string) => (await run("sample", "--run", name, "--count", "3")).out;
  expect(await asked(there)).toBe(await asked(here));
  expect(await asked(bundle)).toBe(await asked(here));
  const listed = await run("runs", "--folder", "s3://models/runs");
  expect(listed.out).toMatch(/s3:\/\/models\/runs\/there +nvrnn +8/);
  const compared = await run("compare", here, there, "--json");
  expect(jsonLines(compared.out)[0]?.differences).not.toHaveProperty("seed");

  const foreign = await run("export", "--run", there, "--out", "s3://models/corpus");
  expect(foreign.err).toMatch(/^STORAGE .*a folder of its own for the bundle/m);
  const nothing = await run("sample", "--run", "s3://models/none");
  expect(nothing.err).toMatch(/^STORAGE .*nothing under that name/m);
}, 120_000);

test("two commands do not train one run; killed, it is continued at once", async () => {
  const folder = join(temporaryFolder(), "run");
  const flags = ["train", ...TINY, "--data", tinyCorpus(), "--run", folder, "--json"];
  const first = start([...flags, "--steps", "1000000", "--checkpoint-every", "5"]);
  const ending = ended(first);
  await new Promise<void>((resolve) => {
    first.stdout?.on("data", (chunk) => String(chunk).includes('"kind":"checkpoint"') && resolve());
  });
  const second = await run(...flags, "--steps", "2");
  expect(second.code).toBe(1);
  expect(jsonLines(second.out)).toEqual([
    expect.objectContaining({ kind: "error", code: "LOCKED" }),
  ]);

  first.kill("SIGKILL");
  await ending;
  expect(isLeased(folder)).toBe(true);
  const third = await run(...flags, "--steps", "2");
  expect(third.code, third.out).toBe(0);
  expect(isLeased(folder)).toBe(false);
});
