import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { type Outcome, trade } from "../scripts/collapse/figure.ts";
import { named } from "../scripts/collapse/names.ts";
import { figureOf } from "../scripts/kappa/figure.ts";
import { redrawn, tablesOf } from "../scripts/results/page.ts";
import { placed } from "../scripts/results/placed.ts";
import { rowOf } from "../scripts/results/row.ts";
import { drawn, type Table } from "../scripts/results/table.ts";
import { validationCurves } from "../scripts/spherical/curves.ts";
import { root } from "./packages.ts";

const pages = ["results", "spherical", "collapse"].map((page) =>
  readFileSync(join(root, "docs", `${page}.md`), "utf8"),
);
const names = globSync("results/*.json", { cwd: root }).map((file) => basename(file, ".json"));
const tableOf = (name: string): Table =>
  JSON.parse(readFileSync(join(root, "results", `${name}.json`), "utf8"));

test("the pages of results show what results/ holds, and nothing else", () => {
  expect([...new Set(pages.flatMap(tablesOf))].toSorted()).toEqual(names.toSorted());
  for (const page of pages) {
    expect(redrawn(page, tableOf)).toBe(page);
    const outside = page.replaceAll(/<!-- results\/.*?<!-- end -->/gs, "");
    expect(outside.match(/^\|.*$/gm)).toBeNull();
  }
});

test.each(names)("all rows of %s are of one text", (name) => {
  const { rows } = tableOf(name);
  for (const row of rows) expect(placed(rows, row).rows).toHaveLength(rows.length);
});

test("a row takes the place of that with its label; one of other text is refused", () => {
  const of = (label: string, tokens: number) => ({
    ...{ label, split: "test", account: { items: 3, tokens } },
  });
  const [first, second, untold] = [of("first", 9), of("second", 9), { label: "published" }];
  const rows = [untold, first, second];
  expect(placed(rows, of("third", 9)).rows).toEqual([...rows, of("third", 9)]);
  expect(placed(rows, { ...first, updates: 2 })).toEqual({
    ...{ rows: [untold, { ...first, updates: 2 }, second], replaces: true },
  });
  expect(placed(rows, untold).replaces).toBe(true);
  expect(() => placed(rows, of("third", 8))).toThrow("9 tokens, as the others; got test, 3 items");
  expect(() => placed(rows, of("second", 8))).toThrow("for second");
  expect(placed([first], of("first", 8)).rows).toEqual([of("first", 8)]);
});

test.each(names)("rows of %s that a run made name its weights, engine and commands", (name) => {
  for (const { label, weights, engine, commands } of tableOf(name).rows) {
    if (weights === undefined) continue;
    expect(weights, label).toMatch(/^[0-9a-f]{64}$/);
    expect(engine, label).toBeTypeOf("object");
    expect(commands, label).not.toEqual([]);
  }
});

test("the figure of collapse shows what its table holds", () => {
  const outcomes = tableOf("collapse").rows as unknown as readonly Outcome[];
  expect(readFileSync(join(root, "docs/collapse.svg"), "utf8")).toBe(trade(outcomes));
});

test("the figure of κ shows what its table holds", () => {
  expect(readFileSync(join(root, "docs/kappa.svg"), "utf8")).toBe(figureOf(tableOf("kappa").rows));
});

test("the curves of the Penn Treebank show what its table holds", () => {
  const drawing = validationCurves(tableOf("ptb-converged").rows);
  expect(readFileSync(join(root, "docs/ptb-converged.svg"), "utf8")).toBe(drawing);
});

test("names in the figure of collapse cover none another, wherever points lie", () => {
  const axes = { x: [-1, 3], y: [40, 42], unit: { x: 0.005, y: 0.004 } } as const;
  const points = [0, 0, 0, 0.05, 1, 1, 1.01, 1.02, 2].map((information, i) => ({
    ...{ label: `remedy ${i}`, information, nll: 40 + 0.01 * (i % 3) },
  }));
  const names = named(points, axes);
  expect(names.map(({ label }) => label).toSorted()).toEqual(points.map(({ label }) => label));
  const [wide, high] = [60 * axes.unit.x, 12 * axes.unit.y];
  for (const [i, one] of names.entries()) {
    for (const other of names.slice(i + 1)) {
      if (one.anchor !== other.anchor || Math.abs(one.x - other.x) >= wide) continue;
      expect(Math.abs(one.y - other.y), `${one.label}, ${other.label}`).toBeGreaterThan(high);
    }
  }
});

test("a number is printed with the digits of its column, its error, or not at all", () => {
  const columns = [
    { head: "NLL", of: "scores.nll", digits: 2, error: "scores.error" },
    { head: "updates", of: "updates" },
  ];
  const rows = [
    { label: "a", updates: 13150, scores: { nll: 1.005, error: 0.25 }, commands: ["make a"] },
    { label: "b", scores: { nll: 12 }, commands: ["make a"] },
  ];
  expect(drawn({ of: "model", columns, rows })).toBe(
    [
      "| model | NLL         | updates |",
      "| ----- | ----------- | ------- |",
      "| a     | 1.00 ± 0.25 | 13 150  |",
      "| b     | 12.00       |         |",
      "",
      "```",
      "make a",
      "```",
    ].join("\n"),
  );
});

test("a row holds what the run was diagnosed with", async () => {
  const run = mkdtempSync(join(tmpdir(), "textvae-row-"));
  const found = {
    checkpoint: { step: 12, sha256: "ab".repeat(32) },
    scores: { evaluations: [{ nll: 3 }], unigram: { nll: 4 }, account: { items: 2 } },
    split: "test",
    information: [{ mutualInformation: 1 }],
  };
  writeFileSync(join(run, "config.json"), JSON.stringify({ recipe: "rnnlm" }));
  writeFileSync(join(run, "diagnostics.json"), JSON.stringify(found));
  const valid = { kind: "evaluation", split: "valid", step: 12, ppl: 5, nll: 3 };
  writeFileSync(
    join(run, "metrics.jsonl"),
    `{"kind":"train","step":1}\n${JSON.stringify(valid)}\n`,
  );
  expect(await rowOf(run, { label: "RNNLM", commands: ["textvae train"] })).toMatchObject({
    ...{ label: "RNNLM", recipe: "rnnlm", updates: 12, split: "test", weights: "ab".repeat(32) },
    validation: [{ step: 12, ppl: 5 }],
    ...{ scores: { nll: 3 }, information: { mutualInformation: 1 }, unigram: { nll: 4 } },
  });
  rmSync(run, { recursive: true });
});
