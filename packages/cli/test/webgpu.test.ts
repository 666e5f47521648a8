import { join } from "node:path";
import { webgpu } from "@textvae/backend-webgpu";
import { describe, expect, test } from "vitest";
import { jsonLines, run, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

const support = await webgpu().available();

describe.skipIf(!support.ok)(support.ok ? "webgpu" : `skipped: ${support.reason}`, () => {
  test("a model is trained, evaluated and sampled from on webgpu", async () => {
    const folder = join(temporaryFolder(), "run");
    const train = ["train", "--recipe", "nvrnn", "--data", tinyCorpus(), ...TINY];
    const where = ["--run", folder, "--steps", "4"];
    const trained = await run(...train, ...where, "--backend", "webgpu", "--json");
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
    const sampled = await run("sample", "--run", folder, "--count", "2", "--backend", "webgpu");
    expect(sampled.code, sampled.err).toBe(0);
  }, 300_000);
});
