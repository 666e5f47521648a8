import { afterEach, beforeEach, expect, test, vi } from "vitest";
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
