import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { trainRun, useModel } from "../src/index.ts";
import { holdsFile, openPlace } from "../src/places.ts";

const folder = mkdtempSync(join(tmpdir(), "textvae-workbench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const lines = "the cat sat\nthe dog sat\na cat ran\na dog ran\n".repeat(3);
for (const split of ["train", "valid", "test"]) writeFileSync(join(folder, `${split}.txt`), lines);

const options = { prior: "gaussian", dim: 2, hidden: 4, embedding: 4 };
const file = { recipe: "nvrnn", options, data: folder, backend: "cpu", epochs: 100 };
const place = join(folder, "run");

test("a training is told, stopped, gone on with, and asked", async () => {
  const stop = new AbortController();
  const told: string[] = [];
  const tell = {
    begun: () => told.push("begun"),
    event: ({ kind, step }: { readonly kind: string; readonly step: number }) => {
      told.push(kind);
      if (kind === "step" && step === 2) stop.abort();
    },
  };
  const stopped = await trainRun({ run: place, file, tell, signal: stop.signal });
  expect(stopped).toEqual({ kind: "stopped", run: place, step: 2 });
  expect(told.slice(0, 2)).toEqual(["begun", "start"]);

  const shorter = { ...file, epochs: undefined, steps: 4 };
  const done = await trainRun({ run: place, file: shorter });
  expect(done).toMatchObject({ kind: "result", step: 4, showing: { samples: { length: 10 } } });
  expect(await holdsFile(place, "report.html")).toBe(true);
  expect(await trainRun({ run: place, file: { ...shorter, steps: 3 } })).toEqual({
    ...{ kind: "past", run: place, step: 4, limit: 3 },
  });

  const [point] = await useModel({ place }, ({ model }) => model.encode(["the cat ran"]));
  expect(point?.z).toHaveLength(2);
});

test("a run of the same place is refused with other options", async () => {
  const other = { ...file, options: { ...options, dim: 3 } };
  await expect(trainRun({ run: place, file: other })).rejects.toMatchObject({ code: "CONFIG" });
});

test("a place without a model is named", async () => {
  await expect(useModel({ place: folder }, async () => {})).rejects.toThrow(folder);
  await expect(openPlace(join(folder, "none"), { create: false })).rejects.toThrow("none");
});
