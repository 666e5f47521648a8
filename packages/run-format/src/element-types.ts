import type { HostTensor } from "@textvae/core/training";

/** Values as tensors hold them, whatever type they were stored in. */
export type HostValues = Omit<HostTensor, "shape">;

/** How an element type of a safetensors file is read. */
export interface ElementType {
  /** Of one element. */
  readonly bytes: number;
  /** The values of little-endian bytes; undefined where one of them does not fit. */
  read(raw: ArrayBuffer): HostValues | undefined;
}

type Source = Float64Array | BigInt64Array | BigUint64Array | Uint32Array | Uint16Array;
type Narrow = Uint8Array | Int8Array | Int16Array | Uint16Array;

const float32 = (values: Float32Array): HostValues => ({ dtype: "float32", values });
const int32 = (values: Int32Array): HostValues => ({ dtype: "int32", values });

/** An IEEE half: 1 sign, 5 exponent, 10 fraction bits. Every one is exact in single precision. */
const ofHalf = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
};

/** The upper half of a single. */
const ofBrainFloats = (raw: ArrayBuffer): HostValues =>
  float32(new Float32Array(Uint32Array.from(new Uint16Array(raw), (bits) => bits << 16).buffer));

/** Rounded to the nearest single; a finite double beyond their range does not fit. */
const ofDoubles = (raw: ArrayBuffer): HostValues | undefined => {
  const source = new Float64Array(raw);
  const values = Float32Array.from(source);
  const fits = values.every((value, i) => Number.isFinite(value) || !Number.isFinite(source[i]));
  return fits ? float32(values) : undefined;
};

/** Integers that may be beyond 32 bits. */
const ofWide =
  (array: new (raw: ArrayBuffer) => Source) =>
  (raw: ArrayBuffer): HostValues | undefined => {
    const source = [...new array(raw)].map(Number);
    return source.every((value) => value === (value | 0))
      ? int32(Int32Array.from(source))
      : undefined;
  };

const ofNarrow =
  (array: new (raw: ArrayBuffer) => Narrow) =>
  (raw: ArrayBuffer): HostValues =>
    int32(Int32Array.from(new array(raw)));

const ofBooleans = (raw: ArrayBuffer): HostValues | undefined => {
  const source = new Uint8Array(raw);
  return source.every((value) => value <= 1) ? int32(Int32Array.from(source)) : undefined;
};

/**
 * The element types of safetensors that are read. Floating-point numbers become float32: F16 and
 * BF16 exactly, F64 rounded to the nearest. Integers and truth values become int32, exactly.
 */
export const ELEMENT_TYPES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["F32", { bytes: 4, read: (raw) => float32(new Float32Array(raw)) }],
  ["F16", { bytes: 2, read: (raw) => float32(Float32Array.from(new Uint16Array(raw), ofHalf)) }],
  ["BF16", { bytes: 2, read: ofBrainFloats }],
  ["F64", { bytes: 8, read: ofDoubles }],
  ["I32", { bytes: 4, read: (raw) => int32(new Int32Array(raw)) }],
  ["I64", { bytes: 8, read: ofWide(BigInt64Array) }],
  ["U64", { bytes: 8, read: ofWide(BigUint64Array) }],
  ["U32", { bytes: 4, read: ofWide(Uint32Array) }],
  ["I16", { bytes: 2, read: ofNarrow(Int16Array) }],
  ["U16", { bytes: 2, read: ofNarrow(Uint16Array) }],
  ["I8", { bytes: 1, read: ofNarrow(Int8Array) }],
  ["U8", { bytes: 1, read: ofNarrow(Uint8Array) }],
  ["BOOL", { bytes: 1, read: ofBooleans }],
]);
