import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { cpu } from "@textvae/backend-cpu";
import { assemble } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { makeMap } from "@textvae/explorer";
import { builtins, cvae, nvrnn } from "@textvae/recipes";
import { itemsOf, trainedModel } from "@textvae/runs";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { codeTable, encodeParquet } from "../src/index.ts";

const LINES = ["the", "a"].flatMap((article) =>
  ["cat", "dog", "cow"].map((noun) => `${article}\t${article} ${noun} sat`),
);
const SIZES = { hidden: 8, embedding: 6, dim: 5, dropout: 0 };

/** A small model as it begins: what is told of it needs no training. */
const small = (recipe: typeof nvrnn | typeof cvae, labelled: boolean) => {
  const content = LINES.map((line) => (labelled ? line : line.split("\t")[1])).join("\n");
  const dataset = text({
    splits: { train: content, valid: content },
    ...(labelled && { format: "label-tab" as const }),
  });
  const { parts, objective } = recipe.create(SIZES as never, builtins());
  const model = assemble(parts, { dataset, objective, seed: 1 });
  const trained = trainedModel({ model, dataset, objective, recipe: "small", seed: 1 });
  return { trained, items: itemsOf(dataset, "valid"), from: "valid" };
};

const read = (bytes: Uint8Array) =>
  parquetReadObjects({ file: bytes.slice().buffer }) as Promise<Record<string, unknown>[]>;

beforeAll(() => cpu().start());

describe("a table of codes", () => {
  test("has of each item what the model tells, to the bit", async () => {
    const { trained, items, from } = small(nvrnn, true);
    const rows = await read(encodeParquet(await codeTable(trained, { items, from })));
    const points = await trained.encode(items);
    const scores = await trained.score(items, { batchSize: 64 });
    expect(rows).toEqual(
      LINES.map((line, n) => ({
        text: line.split("\t")[1],
        code: [...(points[n]?.z ?? [])],
        x: expect.any(Number),
        y: expect.any(Number),
        label: line.split("\t")[0],
        nll: scores[n]?.nll,
      })),
    );
  });

  test("places items where the explorer's map does", async () => {
    const { trained, items, from } = small(nvrnn, true);
    const { place_N2 } = await codeTable(trained, { items, from });
    const { points } = await makeMap(trained, { items, from, prior: 1 });
    for (const [i, value] of points.place_N2.entries()) expect(place_N2[i]).toBeCloseTo(value, 5);
  });

  test("names its estimators and types every column, also where no value says which", async () => {
    const { trained, items, from } = small(nvrnn, false);
    const bytes = encodeParquet(await codeTable(trained, { items, from, seed: 4 }));
    const { schema, key_value_metadata } = parquetMetadata(bytes.slice().buffer);
    expect(schema.map(({ name, type }) => [name, type].join(" ").trim())).toEqual([
      ...["root", "text BYTE_ARRAY", "code", "list", "element FLOAT"],
      ...["x FLOAT", "y FLOAT", "label BYTE_ARRAY", "nll DOUBLE"],
    ]);
    expect((await read(bytes)).map(({ label }) => label)).toEqual(LINES.map(() => null));
    const told = key_value_metadata?.find(({ key }) => key === "textvae")?.value;
    expect(JSON.parse(told as string)).toMatchObject({
      ...{ recipe: "small", from: "valid", seed: 4, of: "mean" },
      layout: { name: "pca", explained: [expect.any(Number), expect.any(Number)] },
      nll: { name: expect.stringContaining("ELBO"), bound: true },
    });
  });

  test("of a conditional model has what it was told beside each code", async () => {
    const { trained, items, from } = small(cvae, true);
    const rows = await read(encodeParquet(await codeTable(trained, { items, from })));
    const points = await trained.encode(items);
    expect(rows.map(({ condition }) => condition)).toEqual(points.map(({ c }) => [...(c ?? [])]));
  });
});

/** Prints what DuckDB and pandas read, a JSON array each. */
const PYTHON = `
import duckdb, json, pandas, sys
query = "select text, code, label, nll from read_parquet('" + sys.argv[1] + "')"
print(json.dumps(duckdb.sql(query).fetchall()))
rows = pandas.read_parquet(sys.argv[1])[["text", "code", "label", "nll"]].values.tolist()
print(json.dumps([[text, [float(v) for v in code], label, nll] for text, code, label, nll in rows]))
`;
const python = process.env.TEXTVAE_PYTHON;

test.skipIf(!python)(
  "DuckDB and pandas read the same (TEXTVAE_PYTHON names a Python)",
  async () => {
    const { trained, items, from } = small(nvrnn, true);
    const bytes = encodeParquet(await codeTable(trained, { items, from }));
    const folder = mkdtempSync(join(tmpdir(), "textvae-parquet-"));
    const file = join(folder, "codes.parquet");
    writeFileSync(file, bytes);
    const out = execFileSync(python as string, ["-c", PYTHON, file], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const expected = (await read(bytes)).map(({ text, code, label, nll }) => [
      text,
      code,
      label,
      nll,
    ]);
    for (const line of out.trim().split("\n")) expect(JSON.parse(line)).toEqual(expected);
  },
);
