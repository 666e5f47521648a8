import { TextvaeError } from "@textvae/ops";

/** A named array with its shape, on the host. */
export interface HostTensor {
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const DTYPES = { float32: "F32", int32: "I32" } as const;

/**
 * The safetensors encoding: eight bytes of header length, a JSON header, then the raw
 * little-endian values in the order of their names.
 */
export const encodeSafetensors = (tensors: ReadonlyMap<string, HostTensor>): Uint8Array => {
  const names = [...tensors.keys()].sort();
  const header: Record<string, Entry> = {};
  let offset = 0;
  for (const name of names) {
    const { dtype, shape, values } = tensors.get(name) as HostTensor;
    const end = offset + values.byteLength;
    header[name] = { dtype: DTYPES[dtype], shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = padded(new TextEncoder().encode(JSON.stringify(header)));
  const bytes = new Uint8Array(8 + text.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  for (const name of names) {
    const { values } = tensors.get(name) as HostTensor;
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    bytes.set(raw, 8 + text.length + (header[name] as Entry).data_offsets[0]);
  }
  return bytes;
};

/** The header filled with spaces, so that the values start at a multiple of eight bytes. */
const padded = (text: Uint8Array): Uint8Array => {
  const out = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  out.set(text);
  return out;
};

/** Reads what `encodeSafetensors` wrote. Throws `CHECKPOINT` naming `file` when it is malformed. */
export const decodeSafetensors = (bytes: Uint8Array, file: string): Map<string, HostTensor> => {
  const bad = (expected: string, got: string, cause?: unknown) =>
    new TextvaeError("CHECKPOINT", file, { expected, got, cause });
  if (bytes.length < 8) throw bad("a safetensors file", `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) throw bad("a whole safetensors header", "a truncated file");

  let header: Record<string, Entry>;
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)),
    );
  } catch (cause) {
    throw bad("a JSON header", "something else", cause);
  }
  const tensors = new Map<string, HostTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [from, to] = entry.data_offsets;
    const count = entry.shape.reduce((a, b) => a * b, 1);
    const start = 8 + length + from;
    if (to - from !== 4 * count || 8 + length + to > bytes.length) {
      throw bad(`${4 * count} bytes for "${name}"`, `${to - from} of ${bytes.length} in the file`);
    }
    const raw = bytes.slice(start, start + 4 * count).buffer;
    if (entry.dtype === "F32") {
      tensors.set(name, { dtype: "float32", shape: entry.shape, values: new Float32Array(raw) });
    } else if (entry.dtype === "I32") {
      tensors.set(name, { dtype: "int32", shape: entry.shape, values: new Int32Array(raw) });
    } else throw bad(`F32 or I32 values for "${name}"`, entry.dtype);
  }
  return tensors;
};
