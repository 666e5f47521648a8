import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { redisBinary, startRedis } from "../../sweep-queue/test/redis-server.ts";
import { ended, jsonLines, run, start, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

const RUNS = ["kappa-10", "kappa-20"];

/** The last weights and all metrics of a run. */
const outcomeOf = (folder: string): string[] => {
  const last = readdirSync(join(folder, "checkpoints")).sort().at(-1) as string;
  return [join("checkpoints", last, "weights.safetensors"), "metrics.jsonl"].map((name) =>
    readFileSync(join(folder, name), "base64"),
  );
};

test.skipIf(!redisBinary)(
  "a worker of a queue that is killed leaves its run to another, with the numbers of a serial sweep",
  async () => {
    const [home, data] = [temporaryFolder(), tinyCorpus()];
    const place = (name: string) => join(home, name);
    const flags = TINY.filter((_, i) => ![TINY[i], TINY[i - 1]].includes("--kappa"));
    const planned = async (name: string) => {
      const what = ["--over", "kappa=10,20", "--steps", "6", "--checkpoint-every", "2"];
      const where = ["--data", data, "--run", place(name), "--out", place(`${name}.jsonl`)];
      const { code, err } = await run("sweep", "plan", ...what, ...where, ...flags);
      expect(code, err).toBe(0);
      return place(`${name}.jsonl`);
    };
    const [serial, queued] = [await planned("serial"), await planned("queued")];
    for (const index of ["0", "1"]) {
      expect((await run("train", "--plan", serial, "--index", index)).code).toBe(0);
    }

    const redis = await startRedis();
    const work = ["sweep", "work", queued, "--queue", redis.url, "--lease", "3", "--json"];
    const killed = start(work);
    const ending = ended(killed);
    await new Promise<void>((resolve) => {
      killed.stdout?.on("data", (chunk) => String(chunk).includes('"running"') && resolve());
    });
    killed.kill("SIGKILL");
    await ending;
    const { code, out } = await ended(start(work));
    expect(code, out).toBe(0);
    const { runs } = jsonLines(out).at(-1) as { runs: { name: string; state: string }[] };
    expect(runs.map(({ name, state }) => [name, state])).toEqual(
      RUNS.map((name) => [name, "done"]),
    );
    for (const name of RUNS) {
      expect(outcomeOf(join(place("queued"), name))).toEqual(
        outcomeOf(join(place("serial"), name)),
      );
    }

    const asked = await run("sweep", "status", queued, "--queue", redis.url);
    expect(asked.out).toMatch(/kappa-10 {2}done {2}step 6/);
    await run("sweep", "cancel", queued, "--queue", redis.url, "--name", "kappa-20");
    const unknown = await run("sweep", "cancel", queued, "--queue", redis.url, "--name", "x");
    expect(unknown.err).toMatch(/^OPTION/);
    await redis.stop();
  },
  240_000,
);

test("a lease that no run could have is refused before a run is taken", async () => {
  const work = ["sweep", "work", "k.jsonl", "--queue", "redis://localhost:1"];
  for (const lease of ["0", "1e12", "NaN"]) {
    expect((await run(...work, "--lease", lease)).err).toMatch(/^OPTION +--lease/);
  }
});
