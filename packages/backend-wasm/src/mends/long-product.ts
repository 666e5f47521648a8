import { broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { itemOf } from "@textvae/ops";
import type { WasmCall } from "./kernel.ts";

/** From so many terms on, sums of products in single precision lose a digit. */
const LONG = 2 ** 16;
/** So many outputs, or products of entries in all, cost little one by one. */
const FEW = 16;
const CHEAP = 2 ** 26;

/** Whether products of matrices are few sums of very many terms, such as a dot product. */
export const isLong = (call: WasmCall): boolean => {
  const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
  if (a.dtype !== "float32" || b.dtype !== "float32") return false;
  if (a.shape.length < 2 || b.shape.length < 2) return false;
  const { rows, columns, depth, inner } = sizesOf(call);
  if (depth !== inner || depth <= LONG) return false;
  const outputs = util.sizeFromShape(batchOf(call)) * rows * columns;
  return outputs <= FEW || outputs * depth <= CHEAP;
};

const batchOf = ({ inputs }: WasmCall): number[] => {
  const [a, b] = [inputs.a, inputs.b].map((x) => (x as TensorInfo).shape.slice(0, -2));
  return broadcast_util.assertAndGetBroadcastShape(a as number[], b as number[]);
};

interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly inner: number;
}

const sizesOf = ({ inputs, attrs }: WasmCall): Sizes => {
  const [left, right] = [inputs.a, inputs.b].map((x) => (x as TensorInfo).shape.slice(-2));
  const [rows, depth] = attrs?.transposeA ? (left?.toReversed() ?? []) : (left ?? []);
  const [inner, columns] = attrs?.transposeB ? (right?.toReversed() ?? []) : (right ?? []);
  return { rows, columns, depth, inner } as Sizes;
};

/** Those sums in double precision, rounded once. */
export const longProduct = (call: WasmCall): TensorInfo => {
  const { inputs, attrs, backend } = call;
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  const { rows, columns, depth } = sizesOf(call);
  const batch = batchOf(call);
  const out = backend.makeOutput([...batch, rows, columns], "float32");
  const [x, w, y] = [a, b, out].map((of) => backend.typedArrayFromHeap(of)) as Float32Array[] as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [rowStep, stepA] = attrs?.transposeA ? [1, rows] : [depth, 1];
  const [columnStep, stepB] = attrs?.transposeB ? [depth, 1] : [1, columns];
  const sumOf = (atA: number, atB: number): number => {
    let sum = 0;
    for (let k = 0; k < depth; k++) {
      sum += (x[atA + k * stepA] as number) * (w[atB + k * stepB] as number);
    }
    return sum;
  };
  for (let n = 0; n < y.length; n++) {
    const item = Math.floor(n / (rows * columns));
    const startA = itemOf(item, batch, a.shape.slice(0, -2)) * rows * depth;
    const startB = itemOf(item, batch, b.shape.slice(0, -2)) * depth * columns;
    const [i, j] = [Math.floor(n / columns) % rows, n % columns];
    y[n] = sumOf(startA + i * rowStep, startB + j * columnStep);
  }
  return out;
};
