import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmCall } from "./kernel.ts";

/** From so many terms on, sums of products in single precision lose a digit. */
const LONG = 2 ** 16;
/** So many outputs cost little one by one. */
const FEW = 16;

/** Whether a product of two matrices is a few sums of very many terms, such as a dot product. */
export const isLong = ({ inputs, attrs }: WasmCall): boolean => {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  if (a.dtype !== "float32" || b.dtype !== "float32") return false;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inputs.bias) return false;
  const { rows, columns, depth, inner } = sizesOf(a, b, attrs);
  return depth === inner && depth > LONG && rows * columns <= FEW;
};

const sizesOf = (a: TensorInfo, b: TensorInfo, attrs: WasmCall["attrs"]) => {
  const [rows, depth] = attrs?.transposeA ? a.shape.toReversed() : a.shape;
  const [inner, columns] = attrs?.transposeB ? b.shape.toReversed() : b.shape;
  return { rows, columns, depth, inner } as Readonly<Record<string, number>> & {
    rows: number;
    columns: number;
    depth: number;
    inner: number;
  };
};

/** Those sums in double precision, rounded once. */
export const longProduct = ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  const { rows, columns, depth } = sizesOf(a, b, attrs);
  const out = backend.makeOutput([rows, columns], "float32");
  const [x, w, y] = [a, b, out].map((of) => backend.typedArrayFromHeap(of)) as Float32Array[] as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [rowStep, stepA] = attrs?.transposeA ? [1, rows] : [depth, 1];
  const [columnStep, stepB] = attrs?.transposeB ? [depth, 1] : [1, columns];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) {
        sum += (x[i * rowStep + k * stepA] as number) * (w[k * stepB + j * columnStep] as number);
      }
      y[i * columns + j] = sum;
    }
  }
  return out;
};
