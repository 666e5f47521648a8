import { TextvaeError } from "@textvae/core";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const ALIGNMENT = 64;

/**
 * Rows as a NumPy file: a matrix of little-endian single precision in C order, header version 1.0.
 *
 * Source: "NEP 1: A Simple File Format for NumPy Arrays", Kern, 2007,
 * https://numpy.org/neps/nep-0001-npy-format.html
 */
export const encodeNpy = (rows: readonly Float32Array[]): Uint8Array => {
  const width = rows[0]?.length ?? 0;
  const described = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${width}), }`;
  const unpadded = MAGIC.length + 4 + described.length + 1;
  const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
  const header = `${described}${" ".repeat(padding)}\n`;
  const start = MAGIC.length + 4 + header.length;
  const bytes = new Uint8Array(start + 4 * rows.length * width);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), MAGIC.length + 4);
  let at = start;
  for (const row of rows) {
    for (const value of row) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
};

/**
 * The rows of a NumPy file that holds a matrix of little-endian single or double precision.
 *
 * @throws {TextvaeError} `DATA` for what is no such file, naming what it is.
 */
export const decodeNpy = (bytes: Uint8Array, where: string): Float32Array[] => {
  const refuse = (expected: string, got: string, hint = SAVE) =>
    new TextvaeError("DATA", where, { expected, got, hint });
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw refuse("a NumPy file", "other content");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = (bytes[6] as number) >= 2;
  const prefix = long ? 12 : 10;
  if (bytes.length < prefix) throw refuse("a whole file", "one that was cut short");
  const start = prefix + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder("latin1").decode(bytes.subarray(prefix, start));
  const [, type] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, shape] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? [];
  const size = type === "<f4" ? 4 : type === "<f8" ? 8 : 0;
  if (size === 0) throw refuse("numbers of type <f4 or <f8", type ?? "none");
  if (!/'fortran_order':\s*False/.test(header)) throw refuse("C order", "Fortran order");
  const sizes = (shape ?? "")
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  const [count = 0, width = 0] = sizes;
  if (sizes.length !== 2 || !sizes.every(Number.isSafeInteger)) {
    throw refuse("a matrix, a code in each row", `the shape (${shape ?? "none"})`);
  }
  if (bytes.length !== start + size * count * width) {
    throw refuse(`${size * count * width} bytes of numbers`, `${bytes.length - start}`);
  }
  const read = (at: number) => (size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from({ length: width }, (_, j) => read(start + size * (i * width + j))),
  );
};

const SAVE = 'Save one with numpy.save(file, numpy.ascontiguousarray(codes, "<f4")).';
