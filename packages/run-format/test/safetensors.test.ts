import type { HostTensor } from "@textvae/core";
import { decodeSafetensors, encodeSafetensors } from "@textvae/run-format";
import { describe, expect, test } from "vitest";

const tensors = new Map<string, HostTensor>([
  ["b.weight", { dtype: "float32", shape: [2, 2], values: new Float32Array([1.5, -2, 0, 1e-40]) }],
  ["a", { dtype: "int32", shape: [1], values: new Int32Array([7]) }],
  ["ünïcode", { dtype: "float32", shape: [0], values: new Float32Array(0) }],
]);

describe("safetensors", () => {
  test("what was written is read", () => {
    const back = decodeSafetensors(encodeSafetensors(tensors), "w");
    for (const [name, tensor] of tensors) expect(back.get(name)).toEqual(tensor);
    expect(back.size).toBe(tensors.size);
  });

  test("reads a file laid out by hand from the description of the format", () => {
    const header = '{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const text = new TextEncoder().encode(header.padEnd(64));
    const bytes = new Uint8Array(8 + text.length + 8);
    bytes[0] = text.length;
    bytes.set(text, 8);
    bytes.set([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0x40], 8 + text.length);
    expect(decodeSafetensors(bytes, "x").get("x")?.values).toEqual(new Float32Array([1, 2.5]));
  });

  test("the values start at a multiple of eight, as readers that map memory want", () => {
    const bytes = encodeSafetensors(tensors);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
  });

  test("a name that means something to JavaScript survives", () => {
    const names = ["__proto__", "constructor", "toString", "0", ""];
    const given = new Map(names.map((name) => [name, tensors.get("a") as HostTensor]));
    const back = decodeSafetensors(encodeSafetensors(given), "w");
    expect([...back.keys()].sort()).toEqual([...names].sort());
    for (const name of names) expect(back.get(name)).toEqual(tensors.get("a"));
  });

  test("what a file can't say is refused on writing", () => {
    const a = tensors.get("a") as HostTensor;
    expect(() => encodeSafetensors(new Map([["__metadata__", a]]))).toThrow(/another name/);
    expect(() => encodeSafetensors(new Map([["a", { ...a, shape: [2] }]]))).toThrow(/fill \[2\]/);
  });

  test("reads every element type that the reference implementation wrote", () => {
    // By safetensors 0.8.0 for Python; the values as NumPy 2.4 gives them in single precision.
    const read = decodeSafetensors(Buffer.from(REFERENCE, "base64"), "reference");
    const expected: Readonly<Record<string, [string, number[], number[]]>> = {
      half: ["float32", [5], [1.5, -2, 65504, 2 ** -24, Infinity]],
      brain: ["float32", [2, 2], [1, -3, Infinity, 2 ** -133]],
      double: ["float32", [3], [0.10000000149011612, 0, 16777216]],
      single: ["float32", [], [0.10000000149011612]],
      long: ["int32", [2], [-2147483648, 2147483647]],
      int: ["int32", [1], [-7]],
      byte: ["int32", [3], [0, 200, 255]],
      truth: ["int32", [2], [1, 0]],
      ["__proto__"]: ["float32", [0, 3], []],
    };
    expect(read.size).toBe(9);
    for (const [name, { dtype, shape, values }] of read) {
      expect([dtype, shape, [...values]], name).toEqual(expected[name]);
    }
  });

  test("every cut of the file is an error that names it", () => {
    const bytes = encodeSafetensors(tensors);
    for (let size = 0; size < bytes.length; size++) {
      expect(() => decodeSafetensors(bytes.slice(0, size), "weights.bin")).toThrow(
        /^weights.bin: /,
      );
    }
  });
});

/** A file of a header's text and so many bytes of values. */
const fileOf = (header: string, bytes: number | Uint8Array = 8): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const values = typeof bytes === "number" ? new Uint8Array(bytes) : bytes;
  const out = new Uint8Array(8 + text.length + values.length);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 8);
  out.set(values, 8 + text.length);
  return out;
};
const entry = (shape: string, offsets: string, dtype = '"F32"') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const GOOD = entry("[2]", "[0,8]");

test.each([
  ["a hole", `{"a":${entry("[1]", "[0,4]")},"b":${entry("[1]", "[8,12]")}}`, 12],
  ["a hole at the start", `{"a":${entry("[1]", "[4,8]")}}`],
  ["an overlap", `{"a":${GOOD},"b":${entry("[1]", "[4,8]")}}`],
  ["the same bytes twice", `{"a":${GOOD},"b":${GOOD}}`],
  ["bytes after the end", `{"a":${GOOD}}`, 9],
  ["an end beyond the file", `{"a":${GOOD}}`, 7],
  ["an offset below zero", `{"a":${entry("[2]", "[-4,4]")}}`],
  ["offsets in the wrong order", `{"a":${entry("[2]", "[8,0]")}}`],
  ["no offsets", '{"a":{"dtype":"F32","shape":[2]}}'],
  ["three offsets", `{"a":${entry("[2]", "[0,8,8]")}}`],
  ["offsets that are texts", `{"a":${entry("[2]", '["0","8"]')}}`],
  ["lengths below zero", `{"a":${entry("[-1,-2]", "[0,8]")}}`],
  ["a length of −0", `{"a":${entry("[-0]", "[0,0]")}}`, 0],
  ["fractional lengths", `{"a":${entry("[0.5,4]", "[0,8]")}}`],
  ["a length of null", `{"a":${entry("[2,null]", "[0,8]")}}`],
  ["lengths beyond counting", `{"a":${entry("[1e300,1e300,0]", "[0,0]")}}`, 0],
  ["a size that wraps around", `{"a":${entry("[9007199254740991,2]", "[0,8]")}}`],
  ["a shape that is no list", `{"a":${entry("2", "[0,8]")}}`],
  ["a shape that is an object", `{"a":${entry('{"length":1}', "[0,8]")}}`],
  ["no shape", '{"a":{"dtype":"F32","data_offsets":[0,8]}}'],
  ["another size", `{"a":${entry("[3]", "[0,8]")}}`],
  ["an entry of null", '{"a":null}'],
  ["an entry that is a list", '{"a":["F32",[2],[0,8]]}'],
  ["an unknown dtype", `{"a":${entry("[8]", "[0,8]", '"F8_E4M3"')}}`],
  ["the name of a method as dtype", `{"a":${entry("[2]", "[0,8]", '"toString"')}}`],
  ["no dtype", '{"a":{"shape":[2],"data_offsets":[0,8]}}'],
  ["a name twice", `{"a":${GOOD},"a":${GOOD}}`],
  ["a name twice, once escaped", `{"a":${GOOD},"\\u0061":${GOOD}}`],
  ["a shape twice", '{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}'],
  ["metadata that are no texts", `{"__metadata__":{"x":1},"a":${GOOD}}`],
  ["metadata that are a list", `{"__metadata__":[],"a":${GOOD}}`],
  ["a list as header", `[${GOOD}]`],
  ["null as header", "null", 0],
  ["a text as header", '"a"', 0],
  ["space before the header", ` {"a":${GOOD}}`],
  ["a byte order mark", `\ufeff{"a":${GOOD}}`],
  ["an empty header", "", 0],
  ["a header within a header", `{"a":${GOOD}}}`],
])("%s is refused with the name of the file", (_, header, bytes = 8) => {
  expect(() => decodeSafetensors(fileOf(header, bytes), "x.bin")).toThrow(
    expect.objectContaining({ code: "CHECKPOINT", where: "x.bin" }),
  );
});

test.each([
  ["I64", new BigInt64Array([2n ** 31n])],
  ["U32", new Uint32Array([2 ** 31])],
  ["F64", new Float64Array([1e39])],
  ["BOOL", new Uint8Array([2])],
])("%s beyond what is kept of it is refused, not wrapped around", (dtype, { buffer }) => {
  const header = `{"a":${entry("[1]", `[0,${buffer.byteLength}]`, `"${dtype}"`)}}`;
  expect(() => decodeSafetensors(fileOf(header, new Uint8Array(buffer)), "x")).toThrow(
    expect.objectContaining({ code: "CHECKPOINT" }),
  );
});

test("a header longer than any is refused before it is read", () => {
  const bytes = fileOf("{}", 0);
  bytes[6] = 1;
  expect(() => decodeSafetensors(bytes, "x")).toThrow(/at most 100000000 bytes; got 281474976710/);
});

const REFERENCE =
  "OAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJieSI6Im51bXB5In0sImxvbmciOnsiZHR5cGUiOiJJNjQiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDE2XX0sImRvdWJsZSI6eyJkdHlwZSI6IkY2NCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzE2LDQwXX0sIl9fcHJvdG9fXyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0YV9vZmZzZXRzIjpbNDAsNDBdfSwic2luZ2xlIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOls0MCw0NF19LCJpbnQiOnsiZHR5cGUiOiJJMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOls0NCw0OF19LCJicmFpbiI6eyJkdHlwZSI6IkJGMTYiLCJzaGFwZSI6WzIsMl0sImRhdGFfb2Zmc2V0cyI6WzQ4LDU2XX0sImhhbGYiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzVdLCJkYXRhX29mZnNldHMiOls1Niw2Nl19LCJieXRlIjp7ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls2Niw2OV19LCJ0cnV0aCI6eyJkdHlwZSI6IkJPT0wiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOls2OSw3MV19fSAgAAAAgP////////9/AAAAAJqZmZmZmbk/YVUsJM5EYjYAAAQAAABwQc3MzD35////gD9AwIB/AQAAPgDA/3sBAAB8AMj/AQA=";

test.each([null, { a: 1 }, new Map([["a", null]]), new Map([["a", { shape: [1] }]])])(
  "%j is refused where tensors are written",
  (odd) => {
    expect(() => encodeSafetensors(odd as never)).toThrow(
      expect.objectContaining({ name: "TextvaeError", code: "OPTION" }),
    );
  },
);

test("what is no file is refused, and a file without a name has one in messages", () => {
  expect(() => decodeSafetensors(Uint8Array.of(1, 2))).toThrow(
    /^safetensors: expected a safetensors file/,
  );
  for (const odd of [null, undefined, "x", [1], {}]) {
    expect(() => decodeSafetensors(odd as never)).toThrow(
      expect.objectContaining({ name: "TextvaeError", where: "decodeSafetensors.bytes" }),
    );
  }
});
