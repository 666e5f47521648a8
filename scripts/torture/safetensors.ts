import { createRng, type HostTensor, type Rng, TextvaeError } from "@textvae/core";
import { decodeSafetensors, encodeSafetensors } from "@textvae/run-format";
import type { Attack } from "./findings.ts";
import { below, mutateBytes, mutateJson } from "./mutate.ts";

const whole = encodeSafetensors(
  new Map<string, HostTensor>([
    ["a", { dtype: "float32", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ["b.c", { dtype: "int32", shape: [1], values: Int32Array.of(7) }],
    ["empty", { dtype: "float32", shape: [0, 4], values: new Float32Array(0) }],
    ["scalar", { dtype: "float32", shape: [], values: Float32Array.of(-1) }],
  ]),
);

const headerLength = (bytes: Uint8Array) => new DataView(bytes.buffer).getUint32(0, true);

/** The file with another header, well framed, so that what it says is what is looked at. */
const withHeader = (header: unknown): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const values = whole.subarray(8 + headerLength(whole));
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
};

const mutant = (rng: Rng): Uint8Array => {
  if (below(rng, 3) === 0) return mutateBytes(whole, rng);
  const header = whole.subarray(8, 8 + headerLength(whole));
  return withHeader(mutateJson(JSON.parse(new TextDecoder().decode(header)), rng));
};

/** Mutants of a safetensors file: each is read whole, with values that fill its shapes, or refused. */
export const safetensors: Attack = async function* ({ seed, tries }) {
  for (const number of tries) {
    const bytes = mutant(createRng(seed).stream(`safetensors ${number}`));
    const problem = problemOf(bytes);
    const input = new TextDecoder().decode(bytes.subarray(8, 400));
    yield problem === undefined
      ? undefined
      : { attack: "safetensors", number, input, got: problem };
  }
};

const problemOf = (bytes: Uint8Array): string | undefined => {
  try {
    const tensors = [...decodeSafetensors(bytes, "mutant")];
    const unfilled = tensors.find(
      ([, { shape, values }]) => shape.reduce((a, b) => a * b, 1) !== values.length,
    );
    return unfilled && `accepted, with "${unfilled[0]}" unfilled`;
  } catch (error) {
    const typed = error instanceof TextvaeError && error.code === "CHECKPOINT";
    return typed ? undefined : String(error);
  }
};
