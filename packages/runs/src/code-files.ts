import { type Beside, duplicateKey, type ErrorCode, TextvaeError } from "@textvae/core";
import { readLines } from "@textvae/text";
import type { Point } from "./codes.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { listIn } from "./texts.ts";

const LINE = 100_000_000;

/** How codes stand in a file, by the end of its name. */
export type CodeFormat = "jsonl" | "npy";

/** The format of a file of codes by its name. Throws `OPTION` for another than `.jsonl` and `.npy`. */
export const codeFormat = (path: string, where: string): CodeFormat => {
  const end = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (end === "jsonl" || end === "npy") return end;
  throw new TextvaeError("OPTION", where, {
    expected: "a name that ends in .jsonl or .npy",
    got: JSON.stringify(path),
    ...(end === "parquet" && {
      hint: "A table is written by encodeParquet of @textvae/parquet, and not read again; .jsonl and .npy are.",
    }),
  });
};

/**
 * Codes as the content of a file: `.jsonl` has an object `{ text, of, z, c }` on each line, with `beside`
 * where the data has more of a text, `.npy` the matrix of the codes alone.
 *
 * @throws {TextvaeError} `OPTION` for what is no code, for codes that are not finite or of two widths, and for another format; `CAPABILITY` for conditions beside codes in `.npy`, which has no place for them.
 *
 * @example
 * await writeFile("codes.npy", encodeCodes(await trained.encode(texts), "npy"));
 */
export const encodeCodes = (
  points: readonly Point[],
  format: CodeFormat,
  texts: readonly string[] = [],
  beside: readonly Beside[] = [],
): Uint8Array => {
  checkFormat("encodeCodes", format);
  listIn(points, "encodeCodes", "codes");
  for (const [i, point] of points.entries()) requireCode(point, `encodeCodes, code ${i}`);
  requireAlike("OPTION", "encodeCodes", points);
  if (format === "npy") {
    if (!points.some(({ c }) => c)) return encodeNpy(points.map(({ z }) => z));
    throw new TextvaeError("CAPABILITY", "npy", {
      expected: "codes alone",
      got: "those of a conditional model, with what it was told beside each",
      hint: "Write .jsonl, which holds both.",
    });
  }
  const lines = points.map(({ z, c, of }, i) =>
    JSON.stringify({
      text: texts[i],
      ...(beside[i] && { beside: beside[i] }),
      ...{ of, z: [...z], ...(c && { c: [...c] }) },
    }),
  );
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
};

/**
 * The codes of a file. A line of `.jsonl` is an object with `z` (and `c`), or a list of numbers.
 *
 * @throws {TextvaeError} `DATA` naming the line of what holds no code, or the code that is not finite in
 * single precision or of another width than the first; `ENCODING`.
 */
export const decodeCodes = (bytes: Uint8Array, format: CodeFormat, where: string): Point[] => {
  checkFormat("decodeCodes", format);
  if (!(bytes instanceof Uint8Array)) {
    throw new TextvaeError("OPTION", "decodeCodes.bytes", {
      expected: "the bytes of a file as a Uint8Array",
      got: (JSON.stringify(bytes) ?? typeof bytes).slice(0, 40),
    });
  }
  const points =
    format === "npy"
      ? decodeNpy(bytes, where).map((z) => ({ z }))
      : readLines(bytes, { where, maxLineBytes: LINE }).flatMap((line, i) =>
          line.trim() === "" ? [] : [readPoint(line, `${where}, line ${i + 1}`)],
        );
  requireAlike("DATA", where, points);
  if (points.length > 0) return points;
  throw new TextvaeError("DATA", where, { expected: "at least one code", got: "none" });
};

const checkFormat = (where: string, format: unknown): void => {
  if (format === "jsonl" || format === "npy") return;
  const got = JSON.stringify(format) ?? typeof format;
  throw new TextvaeError("OPTION", `${where}.format`, { expected: '"jsonl" or "npy"', got });
};

const requireCode = (point: Point, where: string): void => {
  if (point?.z instanceof Float32Array && point.z.length > 0) return;
  throw new TextvaeError("OPTION", where, {
    expected: "a code, { z } with a Float32Array",
    got: (JSON.stringify(point) ?? typeof point).slice(0, 40),
  });
};

/** Throws for numbers that single precision has not, and for codes that are not as wide as the first. */
const requireAlike = (code: ErrorCode, where: string, points: readonly Point[]): void => {
  const widths = ({ z, c }: Point) => `${z.length} numbers${c ? ` and ${c.length} beside` : ""}`;
  for (const [i, point] of points.entries()) {
    const bad = [...point.z, ...(point.c ?? [])].find((value) => !Number.isFinite(value));
    const [expected, got] = [widths(points[0] as Point), widths(point)];
    if (bad === undefined && expected === got) continue;
    throw new TextvaeError(code, `${where}, code ${i}`, {
      expected: `finite numbers of single precision, ${expected} as in code 0`,
      got: bad === undefined ? got : String(bad),
    });
  }
};

const readPoint = (line: string, where: string): Point => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw noCode(where, "no JSON");
  }
  const twice = duplicateKey(line);
  if (twice !== undefined) throw noCode(where, `the key ${JSON.stringify(twice)} twice`);
  const { z, c } = Array.isArray(value)
    ? { z: value as unknown, c: undefined }
    : ((value ?? {}) as { readonly z?: unknown; readonly c?: unknown });
  if (!isVector(z)) throw noCode(where, "no list of numbers as z");
  if (c !== undefined && !isVector(c)) throw noCode(where, "no list of numbers as c");
  return { z: Float32Array.from(z), ...(c && { c: Float32Array.from(c) }) };
};

const noCode = (where: string, got: string): TextvaeError =>
  new TextvaeError("DATA", where, { expected: 'a code, such as {"z": [0.5, -1]}', got });

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number");
