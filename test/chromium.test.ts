import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { cpu } from "@textvae/backend-cpu";
import { type WasmOptions, wasm } from "@textvae/backend-wasm";
import {
  findChromium,
  openPage,
  type Page,
  SOFTWARE_GPU,
  serveProgram,
} from "@textvae/bench/chromium";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { trainLarge } from "./chromium/train-large.ts";
import { goldenLosses } from "./golden/train.ts";
import { readmeExample, root } from "./packages.ts";

vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 });

const run = promisify(execFile);
const found = findChromium();
const absence = found ? "" : " (skipped: no Chromium; TEXTVAE_CHROMIUM names one)";

/** The README's model, with what it prints in the place of `print`. */
const readme = (print: string): string => {
  const code = (readmeExample(root) as string)
    .replace("wasm()", 'wasm({ kernels: "plain" })')
    .replace("console.log(", "printed.push(");
  expect(code).toMatch(/plain[\s\S]*printed\.push/);
  return `const printed = [];\n${code}\n${print}`;
};

describe.skipIf(!found)(`in a Chromium page${absence}`, () => {
  describe("the README's model", () => {
    test("learns as in Node on the same kernels, bit for bit", async () => {
      const site = await serveProgram({
        entry: join(root, "readme.js"),
        source: readme("globalThis.textvae = { printed: () => JSON.stringify(printed) };"),
      });
      const page = await openPage(site);
      const [inPage, { stdout: inNode }] = await Promise.all([
        page.call<string>("printed"),
        run(
          process.execPath,
          [
            "--conditions=@textvae/source",
            "--input-type=module",
            "--eval",
            readme("process.stdout.write(JSON.stringify(printed));"),
          ],
          { cwd: root },
        ),
      ]);
      await page.close();
      await site.close();
      expect(JSON.parse(inPage)).toHaveLength(4);
      // A perplexity is an exp of the JavaScript engine, whose last digit is its own.
      const rounded = (printed: string) =>
        printed.replace(/("ppl[^"]*":)([\d.]+)/g, (_, key, ppl) => key + Number(ppl).toFixed(12));
      expect(rounded(inPage)).toBe(rounded(inNode));
    });
  });

  describe("the program of these tests", () => {
    let site: Awaited<ReturnType<typeof serveProgram>>;
    beforeAll(async () => {
      site = await serveProgram({ entry: join(root, "test/chromium/page.ts") });
    });
    afterAll(() => site.close());

    const opened = async <T>(
      options: Parameters<typeof openPage>[1],
      use: (page: Page) => Promise<T>,
    ): Promise<T> => {
      const page = await openPage(site, options);
      try {
        return await use(page);
      } finally {
        await page.close();
      }
    };

    /** What a training on wasm gives in a page of its own. */
    const trained = (isolated: boolean, options: WasmOptions) =>
      opened({ isolated }, async (page) => ({
        isolated: await page.call<boolean>("isolated"),
        ...(await page.call<{ facts: object; losses: number[] }>("train", options)),
        workers: page.workers(),
      }));

    test("has two threads where it is isolated, and the same bits as on one and as in Node", async () => {
      const kernels = "plain";
      const two = await trained(true, { kernels, threads: 2 });
      const one = await trained(true, { kernels, threads: 1 });
      expect(two).toMatchObject({ isolated: true, workers: 1, facts: { kernels, threads: 2 } });
      expect(one).toMatchObject({ isolated: true, workers: 0, facts: { kernels, threads: 1 } });
      expect(two.losses).toEqual(one.losses);
      await wasm({ kernels, threads: 1 }).start();
      expect(one.losses).toEqual(await trainLarge());
    });

    test("has one thread where it is not isolated, whatever is asked, and says so", async () => {
      const one = await trained(false, { threads: 2 });
      expect(one).toMatchObject({ isolated: false, workers: 0, facts: { threads: 1 } });
      expect(one.losses.every(Number.isFinite)).toBe(true);
    });

    test("passes an error on", () =>
      opened({}, async (page) => {
        await expect(page.call("train", { kernels: "wide" })).rejects.toMatchObject({
          code: "BACKEND",
          message: expect.stringContaining("wide"),
        });
      }));

    describe("on webgpu, on a software adapter", () => {
      let page: Page;
      beforeAll(async () => {
        page = await openPage(site, { flags: SOFTWARE_GPU });
        expect(await page.call("startWebgpu")).toMatchObject({ architecture: "swiftshader" });
      });
      afterAll(() => page.close());

      test("operations and gradients of text models agree with double precision", async () => {
        const laws = await page.call<{ name: string; error?: string }[]>("laws", LAWS);
        expect(laws.length).toBeGreaterThan(25);
        expect(laws.filter(({ error }) => error)).toEqual([]);
      });

      test("the golden run begins as on cpu", async () => {
        const losses = await page.call<number[]>("golden", "nvrnn", 2);
        const expected = await goldenLosses(cpu(), "nvrnn", 2);
        expect(losses).toHaveLength(2);
        for (const [i, loss] of expected.entries()) {
          expect(Math.abs((losses[i] as number) / loss - 1)).toBeLessThan(1e-5);
        }
      });

      test("an error of the device is thrown by the next read, and a new start mends it", async () => {
        expect(await page.call("refused")).toBe("BACKEND, then 9");
      });
    });
  });
});

/**
 * Operations that are this project's own. The package of the backend holds all of them to their laws in
 * Node; here it is seen that a browser's own WebGPU computes them, too.
 */
const LAWS =
  "^(linear|vocabularyCrossEntropy|gatherRows|embeddingLookup|adamStep|total|lstm \\[[23], 2)";
