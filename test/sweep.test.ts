import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@textvae/core";
import { afterAll, expect, test } from "vitest";
import { bytesOf, copiedSweep, plannedSweep, tableOf, trainPlan } from "./sweep-deaths.ts";

/*
 * A slice of `pnpm sweep-deaths`, which has 18 runs and many repetitions.
 */
const home = mkdtempSync(join(tmpdir(), "textvae-sweep-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("a sweep whose processes are killed has the weights and the table of one left alone", async () => {
  const over = ["kappa=10,20"];
  const alone = await plannedSweep(join(home, "alone"), over, 30);
  await trainPlan(alone, { jobs: 1 });
  const killed = copiedSweep(alone, join(home, "killed"));
  const rng = createRng(2).stream("deaths");
  const { kills, ends, records } = await trainPlan(killed, {
    jobs: 2,
    deaths: { rng, share: 0.8, most: 4 },
  });
  expect(kills).toBeGreaterThan(0);
  expect(records.map(({ state }) => state)).toEqual(["done", "done"]);
  expect([...ends.values()]).toEqual([1, 1]);
  expect(killed.lines.map(bytesOf)).toEqual(alone.lines.map(bytesOf));
  expect(await tableOf(killed)).toEqual(await tableOf(alone));
}, 480_000);
