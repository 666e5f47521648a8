import { join } from "node:path";
import { type Backend, createRegistry, definePlugin } from "@textvae/core";
import { startBackend } from "@textvae/workbench";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { folderOf, run, temporaryFolder, tinyCorpus } from "./support.ts";

test("a prior of someone else trains, and is asked for again afterwards", async () => {
  const core = new URL("../../core/src/index.ts", import.meta.url).pathname;
  const gaussian = new URL("../../prior-gaussian/src/index.ts", import.meta.url).pathname;
  const zod = import.meta.resolve("zod").replace("file://", "");
  const config = join(
    folderOf({
      "textvae.config.ts": `
        import { definePlugin } from ${JSON.stringify(core)};
        import { gaussian } from ${JSON.stringify(gaussian)};
        import { z } from ${JSON.stringify(zod)};
        const mine = definePlugin({
          kind: "prior", name: "mine", version: "3.2.1", description: "A Gaussian by another name",
          options: z.strictObject({ size: z.int() }),
          create: ({ size }) => gaussian({ size }),
        });
        export default { recipe: "nvrnn", options: { prior: "mine", dim: 3, hidden: 6 }, plugins: [mine] };
      `,
    }),
    "textvae.config.ts",
  );
  const folder = join(temporaryFolder(), "run");
  const flags = ["--config", config, "--run", folder];
  const trained = await run("train", ...flags, "--data", tinyCorpus(), "--steps", "2");
  expect(trained.code, trained.err).toBe(0);
  expect(trained.out).toContain("interpolation along the straight line");

  expect((await run("sample", ...flags)).code).toBe(0);
  const without = await run("sample", "--run", folder);
  expect(without.code).toBe(1);
  expect(without.err).toMatch(/^PLUGIN .*the prior "mine" 3\.2\.1 .*--config FILE/);
  const bundle = join(folder, "bundle");
  expect((await run("export", ...flags, "--out", bundle)).code).toBe(0);
  const ofBundle = await run("sample", "--run", bundle);
  expect(ofBundle.err).toMatch(/^PLUGIN .*bundle, .*"mine".*--config FILE/);
  const continued = await run("train", "--run", folder, "--steps", "4");
  expect(continued.err).toMatch(/^PLUGIN .*the prior "mine" 3\.2\.1 .*--config FILE/m);
});

test("what a plugin throws is told as its own, with the place in its file", async () => {
  const core = new URL("../../core/src/index.ts", import.meta.url).pathname;
  const gaussian = new URL("../../prior-gaussian/src/index.ts", import.meta.url).pathname;
  const zod = import.meta.resolve("zod").replace("file://", "");
  const folder = folderOf({
    "textvae.config.ts": `
      import { definePlugin } from ${JSON.stringify(core)};
      import { gaussian } from ${JSON.stringify(gaussian)};
      import { z } from ${JSON.stringify(zod)};
      const faulty = definePlugin({
        kind: "prior", name: "faulty", version: "1.0.0", description: "Throws",
        options: z.strictObject({ size: z.int() }),
        create: ({ size }) => ({
          ...gaussian({ size }),
          build: () => { throw new RangeError("no luck"); },
        }),
      });
      export default { options: { prior: "faulty", dim: 3, hidden: 6 }, plugins: [faulty] };
    `,
  });
  const flags = ["--config", join(folder, "textvae.config.ts"), "--run", join(folder, "run")];
  const { code, err } = await run("train", ...flags, "--data", tinyCorpus(), "--steps", "1");
  expect(code).toBe(1);
  expect(err).toMatch(
    /^PLUGIN {2}prior "faulty": .*RangeError: no luck, at .*textvae\.config\.ts:\d+:\d+/m,
  );
});

describe("auto", () => {
  const backend = (name: string, ok: boolean) =>
    definePlugin({
      kind: "backend",
      name,
      version: "0.0.0",
      description: name,
      options: z.strictObject({}),
      create: (): Backend => ({
        name,
        available: async () => (ok ? { ok } : { ok, reason: "not today" }),
        start: async ({ threads = 1 } = {}) => ({ name, facts: { threads } }),
      }),
    });
  const registry = (wasm: boolean, cpu: boolean) =>
    createRegistry().use(backend("wasm", wasm), backend("cpu", cpu));

  test("takes the best and says what it passed over", async () => {
    expect(await startBackend(registry(true, true), "auto")).toMatchObject({
      name: "wasm",
      merit: expect.stringContaining("compiled"),
    });
    expect(await startBackend(registry(false, true), "auto")).toMatchObject({
      name: "cpu",
      passedOver: ["wasm: not today"],
    });
  });

  test("is told how many threads it may use", async () => {
    const started = await startBackend(registry(true, true), "auto", { threads: 3 });
    expect(started.facts).toEqual({ threads: 3 });
  });

  test("a backend named is never swapped for another", async () => {
    await expect(startBackend(registry(false, true), "wasm")).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringContaining("not today"),
    });
    await expect(startBackend(registry(false, false), "auto")).rejects.toMatchObject({
      code: "BACKEND",
    });
  });
});
