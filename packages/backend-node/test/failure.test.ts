import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node, setupNode } from "@textvae/backend-node";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { cacheFolder } from "../src/find.ts";

const home = mkdtempSync(join(tmpdir(), "textvae-node-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const PACKAGE = "@tensorflow/tfjs-node";

/** A folder with a copy of tfjs-node that has these files beside its manifest. */
const copyWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(home, "copy-"));
  for (const [file, content] of Object.entries({ "package.json": "{}", ...files })) {
    const path = join(folder, "node_modules", PACKAGE, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
};

describe("a binding that is", () => {
  test("absent is named with the two commands that bring one", async () => {
    const backend = node({ binding: join(home, "nowhere") });
    const reason = expect.stringMatching(
      /no @tensorflow\/tfjs-node-gpu or @tensorflow\/tfjs-node in .*nowhere.*textvae backend setup node.*npm install @tensorflow\/tfjs-node/,
    );
    expect(await backend.available()).toEqual({ ok: false, reason });
    await expect(backend.start()).rejects.toMatchObject({
      code: "BACKEND",
      where: "node.start",
      message: reason,
    });
  });

  test("looked for where the environment says, and nowhere else", async () => {
    vi.stubEnv("TEXTVAE_NODE_BINDING", join(home, "elsewhere"));
    expect(await node().available()).toMatchObject({
      ok: false,
      reason: expect.stringContaining("elsewhere"),
    });
  });

  test("without its native part is named with the command that builds it", async () => {
    const backend = node({ binding: copyWith({}) });
    await expect(backend.start()).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringMatching(
        /without its native part.*npm rebuild @tensorflow\/tfjs-node --build-addon-from-source/,
      ),
    });
  });

  test("broken is named with the cause", async () => {
    const binding = copyWith({ "lib/napi-v8/tfjs_binding.node": "not a library" });
    const backend = node({ binding });
    expect(await backend.available()).toEqual({ ok: true });
    await expect(backend.start()).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringMatching(/tfjs_binding\.node, which can't be loaded/),
      cause: expect.any(Error),
    });
  });
});

describe("native code of the current folder", () => {
  const planted = (...path: readonly string[]): string => {
    const folder = mkdtempSync(join(home, "project-"));
    const copy = copyWith({ "lib/napi-v8/tfjs_binding.node": "foreign" });
    cpSync(copy, join(folder, ...path), { recursive: true });
    return folder;
  };
  const availableIn = (folder: string) => {
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    vi.stubEnv("TEXTVAE_NODE_BINDING", "");
    return node().available();
  };
  afterEach(() => vi.restoreAllMocks());

  test.each([
    ["built in .textvae", [".textvae", "node"]],
    ["installed there", []],
  ])("is not loaded unasked: %s", async (_, path) => {
    vi.stubEnv("XDG_CACHE_HOME", home);
    expect(await availableIn(planted(...path))).toMatchObject({ ok: false });
  });

  test.each([
    ["cache", home, join(home, ".cache/textvae/node")],
    ["", home, join(home, ".cache/textvae/node")],
    [".", "", undefined],
  ])("is nobody's cache: XDG_CACHE_HOME=%j HOME=%j", (cache, user, expected) => {
    vi.stubEnv("XDG_CACHE_HOME", cache);
    vi.stubEnv("HOME", user);
    expect(cacheFolder()).toBe(expected);
  });

  test("is found when it is named", async () => {
    const folder = planted(".textvae", "node");
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    expect(await node({ binding: ".textvae/node" }).available()).toEqual({ ok: true });
  });
});

test("an unknown option is refused by name", () => {
  expect(() => node({ bindings: "x" } as never)).toThrow(/Did you mean "binding"/);
  expect(() => node({ threads: 0 })).toThrow(/threads/);
});

describe("setup", () => {
  const tensorflow = (): string => {
    const folder = mkdtempSync(join(home, "tensorflow-"));
    mkdirSync(join(folder, "include", "tensorflow", "c", "eager"), { recursive: true });
    const files = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
    for (const file of [...files, "include/tensorflow/c/eager/c_api.h"]) {
      writeFileSync(join(folder, file), "");
    }
    return folder;
  };

  test("says what a folder without TensorFlow lacks", async () => {
    await expect(setupNode({ tensorflow: home, folder: join(home, "a") })).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringMatching(/without libtensorflow_cc.*pip install tensorflow/),
    });
  });

  test("asks for a python3 with it when no folder is named", async () => {
    vi.stubEnv("PATH", home);
    await expect(setupNode({ folder: join(home, "b") })).rejects.toThrow(/python3 without it/);
  });

  test("asks for a compiler", async () => {
    vi.stubEnv("CXX", "no-such-compiler");
    const asked = setupNode({ tensorflow: tensorflow(), folder: join(home, "c") });
    await expect(asked).rejects.toThrow(/a C\+\+ compiler; got none of no-such-compiler.*g\+\+/);
  });

  test("says that npm could not fetch, and leaves nothing", async () => {
    vi.stubEnv("CXX", process.execPath); // answers to --version
    vi.stubEnv("PATH", home);
    const asked = setupNode({ tensorflow: tensorflow(), folder: join(home, "d") });
    await expect(asked).rejects.toThrow(/to fetch @tensorflow\/tfjs-node@.* npm is not installed/);
  });

  test("uses nothing that has another hash than what was published", async () => {
    const bin = mkdtempSync(join(home, "bin-"));
    writeFileSync(join(bin, "npm"), '#!/bin/sh\necho changed > "$5/archive.tgz"\n', {
      mode: 0o755,
    });
    vi.stubEnv("CXX", process.execPath);
    vi.stubEnv("PATH", bin);
    const folder = join(home, "e");
    await expect(setupNode({ tensorflow: tensorflow(), folder })).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringMatching(
        /tfjs-node@.* as it was published, sha512-uHrX.*; got sha512-/,
      ),
    });
    expect(existsSync(folder)).toBe(false);
  });

  test("never builds over what it has not made", async () => {
    const folder = copyWith({});
    await expect(setupNode({ tensorflow: tensorflow(), folder })).rejects.toThrow(
      /a folder of its own, new or empty/,
    );
  });
});
