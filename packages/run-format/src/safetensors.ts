import type { HostTensor } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";
import { LARGEST_HALF, toHalf } from "./half.ts";
import { readHeader } from "./safetensors-header.ts";

const DTYPES = { float32: "F32", int32: "I32" } as const;

export interface EncodeOptions {
  /** How floating-point numbers are kept: F32 as they are, F16 rounded to the nearest half. */
  readonly floats?: "F32" | "F16";
}

/** The name under which a file keeps what is no tensor. */
const RESERVED = "__metadata__";

/**
 * The safetensors encoding: eight bytes of header length, a JSON header, then the raw
 * little-endian values in the order of their names. Throws `SHAPE` for a tensor whose values do
 * not fill its shape, `OPTION` for what is no tensor and for the name `__metadata__`, which the format keeps for itself, and
 * `NON_FINITE` for a number beyond 65504 where halves are asked for.
 */
export const encodeSafetensors = (
  tensors: ReadonlyMap<string, HostTensor>,
  { floats = "F32" }: EncodeOptions = {},
): Uint8Array => {
  if (!(tensors instanceof Map)) {
    throw new TextvaeError("OPTION", "encodeSafetensors.tensors", {
      expected: "a Map of tensors by name",
      got: tensors === null ? "null" : typeof tensors,
    });
  }
  const names = [...tensors.keys()].sort();
  const bodies: Uint8Array[] = [];
  let end = 0;
  const entries = names.map((name) => {
    const { dtype, shape, values } = checked(name, tensors.get(name) as HostTensor);
    const halves = dtype === "float32" && floats === "F16";
    const raw = halves ? halvesOf(name, values as Float32Array) : values;
    const from = end;
    end += raw.byteLength;
    const type = halves ? floats : DTYPES[dtype];
    bodies.push(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength));
    return [name, { dtype: type, shape, data_offsets: [from, end] }] as const;
  });
  // `fromEntries` defines, where an assignment of "__proto__" would set a prototype.
  const header = JSON.stringify(Object.fromEntries(entries));
  const text = padded(new TextEncoder().encode(header));
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  for (const [i, [, { data_offsets }]] of entries.entries()) {
    bytes.set(bodies[i] as Uint8Array, 8 + text.length + (data_offsets[0] as number));
  }
  return bytes;
};

const halvesOf = (name: string, values: Float32Array): Uint16Array => {
  const beyond = values.find((value) => !(Math.abs(value) <= LARGEST_HALF));
  if (beyond === undefined) return Uint16Array.from(values, toHalf);
  throw new TextvaeError("NON_FINITE", name, {
    expected: `numbers that a half can hold, up to ±${LARGEST_HALF}`,
    got: String(beyond),
    hint: "Keep the weights in single precision (f32).",
  });
};

const checked = (name: string, tensor: HostTensor): HostTensor => {
  if (name === RESERVED) {
    throw new TextvaeError("OPTION", name, {
      expected: "another name for a tensor",
      got: "the one that safetensors keeps for itself",
    });
  }
  if (!(Array.isArray(tensor?.shape) && ArrayBuffer.isView(tensor.values))) {
    throw new TextvaeError("OPTION", name, {
      expected: "a tensor on the host, { dtype, shape, values }",
      got: (JSON.stringify(tensor) ?? typeof tensor).slice(0, 40),
    });
  }
  const { shape, values } = tensor;
  if (shape.reduce((a, b) => a * b, 1) === values.length) return tensor;
  throw new TextvaeError("SHAPE", name, {
    expected: `values that fill [${shape}]`,
    got: `${values.length}`,
  });
};

/** The header filled with spaces, so that the values start at a multiple of eight bytes. */
const padded = (text: Uint8Array): Uint8Array => {
  const out = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  out.set(text);
  return out;
};

/**
 * The tensors of a safetensors file, whoever wrote it. Floating-point numbers come as float32 (F16
 * and BF16 exactly, F64 rounded to the nearest), integers and truth values as int32. Throws
 * `CHECKPOINT` naming `file` when it is malformed, when an element type is unknown, and when a
 * number is beyond what float32 or int32 hold.
 *
 * Source: the description of the format, https://github.com/huggingface/safetensors
 */
export const decodeSafetensors = (
  bytes: Uint8Array,
  file = "safetensors",
): Map<string, HostTensor> => {
  if (!(bytes instanceof Uint8Array)) {
    throw new TextvaeError("OPTION", "decodeSafetensors.bytes", {
      expected: "the bytes of a file as a Uint8Array",
      got: bytes === null ? "null" : typeof bytes,
    });
  }
  const refuse = (expected: string, got: string, cause?: unknown) =>
    new TextvaeError("CHECKPOINT", file, { expected, got, cause });
  const { entries, start } = readHeader(bytes, refuse);
  const tensors = new Map<string, HostTensor>();
  for (const { name, type, dtype, shape, from, to } of entries) {
    const host = type.read(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    if (!host) {
      const kind = dtype === "F64" ? "float32" : dtype === "BOOL" ? "0 and 1" : "int32";
      throw refuse(`values of "${name}" within ${kind}`, `${dtype} beyond it`);
    }
    tensors.set(name, { ...host, shape });
  }
  return tensors;
};
