import { duplicateKey } from "@textvae/core/registry";
import { isRecord } from "./checked-record.ts";
import { ELEMENT_TYPES, type ElementType } from "./element-types.ts";

/** One tensor of a file: how it is stored, its shape, and its bytes from `from` to `to`. */
export interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Says what would have been right and what is there; the caller knows the file. */
export type Refuse = (expected: string, got: string, cause?: unknown) => Error;

/** As the reference implementation has it. */
const LONGEST = 100_000_000;

/** The text of the header, after its length in eight bytes. */
const headerText = (bytes: Uint8Array, refuse: Refuse): string => {
  if (bytes.length < 8) throw refuse("a safetensors file", `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > LONGEST) throw refuse(`a header of at most ${LONGEST} bytes`, String(length));
  if (Number(length) > bytes.length - 8) {
    throw refuse(`a header of ${length} bytes`, `a file that ends after ${bytes.length - 8}`);
  }
  const text = bytes.subarray(8, 8 + Number(length));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
  } catch (cause) {
    throw refuse("a header of UTF-8 text", "other bytes", cause);
  }
};

const parse = (text: string, refuse: Refuse): Readonly<Record<string, unknown>> => {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw refuse("a JSON header", "something else", cause);
  }
  if (!text.startsWith("{") || !isRecord(header)) {
    throw refuse("a header that is an object", `one that begins with ${shown(text.slice(0, 20))}`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw refuse("each name once in the header", `${shown(twice)} twice`);
  return header;
};

const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);

const isList = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(isSize);

const readEntry = (name: string, entry: unknown, refuse: Refuse): Entry => {
  const of = `of ${shown(name)}`;
  if (!isRecord(entry)) throw refuse(`an object as the entry ${of}`, shown(entry));
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = typeof dtype === "string" ? ELEMENT_TYPES.get(dtype) : undefined;
  if (!type) throw refuse(`a dtype ${of} among ${[...ELEMENT_TYPES.keys()]}`, shown(dtype));
  if (!isList(shape)) throw refuse(`a shape ${of} of integers ≥ 0`, shown(shape));
  if (!isList(offsets) || offsets.length !== 2) {
    throw refuse(`data_offsets ${of} of two integers ≥ 0`, shown(offsets));
  }
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, length) => product * length, type.bytes);
  if (!Number.isSafeInteger(size) || to - from !== size) {
    throw refuse(`${size} bytes for ${shown(name)}, ${dtype} [${shape}]`, `${to - from}`);
  }
  return { name, type, dtype: dtype as string, shape, from, to };
};

/** Refuses holes between tensors, overlaps, and bytes that belong to none. */
const checkCover = (entries: readonly Entry[], size: number, refuse: Refuse): void => {
  let end = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw refuse(`${shown(name)} to begin at byte ${end}`, `byte ${from}`);
    end = to;
  }
  if (end !== size) throw refuse(`${end} bytes of values, as the header says`, `${size}`);
};

/** The entries of a file, every one checked, and where its values begin. */
export const readHeader = (
  bytes: Uint8Array,
  refuse: Refuse,
): { readonly entries: readonly Entry[]; readonly start: number } => {
  const text = headerText(bytes, refuse);
  const { __metadata__: metadata, ...tensors } = parse(text, refuse);
  if (metadata != null && !(isRecord(metadata) && Object.values(metadata).every(isText))) {
    throw refuse("a __metadata__ of texts", shown(metadata));
  }
  const entries = Object.entries(tensors).map(([name, entry]) => readEntry(name, entry, refuse));
  const start = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  checkCover(entries, bytes.length - start, refuse);
  return { entries, start };
};

const isText = (value: unknown): boolean => typeof value === "string";

/** A value of a header as a message shows it, of any length. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "none";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
