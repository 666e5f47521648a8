import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type HostTensor } from "../src/index.ts";

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

  test("every cut of the file is an error that names it", () => {
    const bytes = encodeSafetensors(tensors);
    for (let size = 0; size < bytes.length; size++) {
      expect(() => decodeSafetensors(bytes.slice(0, size), "weights.bin")).toThrow(
        /^weights.bin: /,
      );
    }
  });
});
