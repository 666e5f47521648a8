import {
  type Availability,
  type Backend,
  createRegistry,
  definePlugin,
  type Registry,
} from "@textvae/core";
import { startBackend } from "@textvae/workbench";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { run, TINY, tinyCorpus } from "./support.ts";

beforeEach(() => vi.stubEnv("TEXTVAE_NODE_BINDING", "/nowhere"));
afterEach(() => vi.unstubAllEnvs());

test("a backend that is absent is an error that says how to get it, and none takes its place", async () => {
  const flags = [...TINY, "--backend", "node", "--data", tinyCorpus(), "--steps", "1"];
  const { code, out, err } = await run("train", ...flags);
  expect(code).toBe(1);
  expect(out).toBe("");
  expect(err).toMatch(/^BACKEND {2}backend node: .*no @tensorflow.*textvae backend setup node/);
});

test("the doctor finds it absent, not broken", async () => {
  const { code, out } = await run("doctor");
  expect(code, out).toBe(0);
  expect(out).toMatch(/^absent {2}backend node .*textvae backend setup node/m);
});

test("setup knows only backends that need it, and says what is missing", async () => {
  const unknown = await run("backend", "setup", "nod");
  expect(unknown.err).toMatch(/^OPTION .*nod.*choices are node/);
  const missing = await run("backend", "setup", "node", "--tensorflow", "/nowhere");
  expect(missing.err).toMatch(/^BACKEND .*got \/nowhere without libtensorflow/);
  expect([unknown.code, missing.code]).toEqual([1, 1]);
});

/** Backends that start nothing, by name; each with what it says of its availability. */
const fakes = (backends: Readonly<Record<string, Availability>>): Registry =>
  createRegistry().use(
    ...Object.entries(backends).map(([name, availability]) =>
      definePlugin({
        kind: "backend",
        name,
        version: "1.0.0",
        description: name,
        options: z.object({}),
        create: (): Backend => ({
          name,
          available: async () => availability,
          start: async () => ({ name, facts: {} }),
        }),
      }),
    ),
  );

const absent = { ok: false, reason: "no such thing" } as const;

test.each([
  ["wasm", { wasm: { ok: true }, webgpu: { ok: true }, cpu: { ok: true } }, []],
  [
    "webgpu",
    { wasm: { ok: true }, webgpu: { ok: true, accelerator: "H1" }, cpu: { ok: true } },
    [],
  ],
  ["cpu", { wasm: absent, webgpu: absent, cpu: { ok: true } }, ["wasm", "webgpu"]],
] as const)(
  "auto takes %s: the first that is available, but before it one with a graphics processor",
  async (expected, backends, missing) => {
    const started = await startBackend(fakes(backends), "auto");
    expect(started.name).toBe(expected);
    expect(started.passedOver).toEqual(missing.map((name) => `${name}: no such thing`));
    if (expected === "webgpu") expect(started.merit).toContain("H1");
  },
);

test("where no backend is available auto says why of each", async () => {
  await expect(startBackend(fakes({ wasm: absent, cpu: absent }), "auto")).rejects.toMatchObject({
    code: "BACKEND",
    message: expect.stringMatching(/wasm: no such thing; cpu: no such thing/),
  });
});
