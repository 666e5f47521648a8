import { expect, test } from "vitest";
import { decodeCodes, encodeCodes } from "../src/index.ts";

// numpy 2: np.save(file, np.array([[0.5, -1, 2], [3, 4, 0.25]], "<f4"))
const NUMPY = Uint8Array.from([
  ...[0x93, ..."NUMPY"].map((one) => (typeof one === "string" ? one.charCodeAt(0) : one)),
  ...[1, 0, 0x76, 0],
  ...`{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }${" ".repeat(58)}\n`
    .split("")
    .map((one) => one.charCodeAt(0)),
  ...[0, 0, 0, 0x3f, 0, 0, 0x80, 0xbf, 0, 0, 0, 0x40],
  ...[0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40, 0, 0, 0x80, 0x3e],
]);
const points = [{ z: Float32Array.of(0.5, -1, 2) }, { z: Float32Array.of(3, 4, 0.25) }];

test("a file of codes has the bytes that NumPy writes, and is read again", () => {
  expect(encodeCodes(points, "npy")).toEqual(NUMPY);
  expect(decodeCodes(NUMPY, "npy", "codes.npy")).toEqual(points);
});

test("lines hold codes and what a conditional model was told, to the bit", () => {
  const told = [{ z: Float32Array.of(0.1), c: Float32Array.of(1 / 3), of: "mean" as const }];
  const bytes = encodeCodes(told, "jsonl", ["the cat"]);
  expect(new TextDecoder().decode(bytes)).toMatch(/^\{"text":"the cat","of":"mean","z":\[0\.1/);
  expect(decodeCodes(bytes, "jsonl", "codes.jsonl")).toEqual(told.map(({ z, c }) => ({ z, c })));
  const beside = encodeCodes(told, "jsonl", ["the cat"], [{ id: "a-1", stars: 4.5 }]);
  expect(new TextDecoder().decode(beside)).toMatch(
    /^\{"text":"the cat","beside":\{"id":"a-1","stars":4.5\},"of"/,
  );
  expect(() => encodeCodes(told, "npy")).toThrow(/CAPABILITY|Write \.jsonl/);
});

test("a file that is none of codes is refused with its place", () => {
  const changed = (from: string, to: string) =>
    Uint8Array.from(Buffer.from(NUMPY).toString("latin1").replace(from, to), (one) =>
      one.charCodeAt(0),
    );
  for (const [bytes, said] of [
    [NUMPY.subarray(0, -1), /24 bytes of numbers; got 23/],
    [changed("<f4", ">f4"), /<f4 or <f8; got >f4/],
    [changed("False", "True "), /C order; got Fortran/],
    [changed("(2, 3)", "(6, ) "), /a matrix/],
    [Uint8Array.of(1, 2, 3), /a NumPy file/],
  ] as const) {
    expect(() => decodeCodes(bytes, "npy", "codes.npy")).toThrow(said);
  }
  const text = (line: string) => new TextEncoder().encode(line);
  for (const line of ["", "no", "{}", "[]", '["a"]', '{"z": [1], "c": "x"}', "null"]) {
    expect(() => decodeCodes(text(line), "jsonl", "codes.jsonl"), line).toThrow(/codes\.jsonl/);
  }
});

test("codes that are not finite, or of two widths, are neither written nor read", () => {
  const text = (line: string) => new TextEncoder().encode(line);
  for (const lines of [
    '{"z":[1,1e300]}',
    "[1,1e999]",
    '{"z":[1,2]}\n{"z":[3]}',
    '[1]\n{"z":[1],"c":[2]}',
  ]) {
    expect(() => decodeCodes(text(lines), "jsonl", "x.jsonl"), lines).toThrow(
      /x\.jsonl, code [01]: .*finite/,
    );
  }
  const z = (...values: number[]) => ({ z: Float32Array.from(values) });
  for (const format of ["jsonl", "npy"] as const) {
    for (const codes of [[z(1, Number.NaN)], [z(1), z(1, 2)], [z(1, 2), z(1)]]) {
      expect(() => encodeCodes(codes, format)).toThrow(/^encodeCodes, code [01]: /);
    }
    const infinite = encodeCodes([z(1, 2)], format);
    expect(decodeCodes(infinite, format, "x")).toEqual([z(1, 2)]);
  }
  const bytes = encodeCodes([z(1, 2)], "npy");
  new DataView(bytes.buffer).setFloat32(bytes.length - 4, Number.POSITIVE_INFINITY, true);
  expect(() => decodeCodes(bytes, "npy", "x.npy")).toThrow(/x\.npy, code 0: .*got Infinity/);
});
