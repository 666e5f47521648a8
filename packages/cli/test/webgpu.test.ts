import { join } from "node:path";
import { webgpu } from "@textvae/backend-webgpu";
import { describe, expect, test } from "vitest";
import { jsonLines, run, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

const TWO_WORDS = ["--count", "1", "--max-length", "2"];

const support = await webgpu().available();

describe.skipIf(!support.ok)(support.ok ? "webgpu" : `skipped: ${support.reason}`, () => {
  // Training on it is held to that on cpu by the package of the backend.
  test("a model is evaluated and sampled from on webgpu", async () => {
    const folder = join(temporaryFolder(), "run");
    const train = ["train", "--recipe", "nvrnn", "--data", tinyCorpus(), ...TINY];
    const where = ["--run", folder, "--steps", "4"];
    const trained = await run(...train, ...where, "--json");
    expect(trained.code, trained.out).toBe(0);
    const nll = async (backend: string) => {
      const { code, out, err } = await run(
        "evaluate",
        "--run",
        folder,
        "--backend",
        backend,
        "--json",
      );
      expect(code, err).toBe(0);
      const [{ evaluations }] = jsonLines(out) as [{ evaluations: { nll: number }[] }];
      return evaluations[0]?.nll as number;
    };
    expect(await nll("webgpu")).toBeCloseTo(await nll("cpu"), 3);
    const sampled = await run("sample", "--run", folder, ...TWO_WORDS, "--backend", "webgpu");
    expect(sampled.code, sampled.err).toBe(0);
  }, 300_000);
});
