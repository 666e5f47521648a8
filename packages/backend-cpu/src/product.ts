import { broadcast_util, type TensorInfo, type TypedArray, util } from "@tensorflow/tfjs-core";
import { itemOf, LONG, unfused } from "@textvae/ops";
import { replaceKernel, valuesOf } from "./kernel.ts";

/**
 * BatchMatMul whose inner loop runs along rows of memory and sums in double precision. The stock
 * kernel strides through b, and pairs items wrongly when batch axes broadcast against each other.
 */
export const mendProduct = (): void =>
  replaceKernel("BatchMatMul", (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const a = inputs.a as TensorInfo;
    const b = inputs.b as TensorInfo;
    if (a.dtype !== "float32" || b.dtype !== "float32") return stock(call) as TensorInfo;

    checkRanks(a, b);
    const left = operand(a, attrs?.transposeA === true);
    const right = operand(b, attrs?.transposeB === true);
    util.assert(
      left.columns === right.rows,
      () => `matMul: inner sizes ${left.columns} and ${right.rows} must match.`,
    );
    const batch = broadcast_util.assertAndGetBroadcastShape(left.batch, right.batch);
    const items = util.sizeFromShape(batch);
    const y = new Float32Array(items * left.rows * right.columns);
    const x = rowMajor(valuesOf(a, backend), left);
    const w = rowMajor(valuesOf(b, backend), right);
    for (let item = 0; item < items; item++) {
      multiply(
        itemAt(x, left, itemOf(item, batch, left.batch)),
        itemAt(w, right, itemOf(item, batch, right.batch)),
        y.subarray(item * left.rows * right.columns, (item + 1) * left.rows * right.columns),
        left.columns,
        right.columns,
      );
    }
    return backend.makeTensorInfo([...batch, left.rows, right.columns], "float32", y);
  });

/** Fused products whose sums of many terms the stock kernel adds up in single precision. */
export const mendFusedProduct = (): void =>
  replaceKernel("_FusedMatMul", (stock) => (call) => {
    const depth = call.inputs.a?.shape.at(call.attrs?.transposeA ? -2 : -1) ?? 0;
    return depth > LONG ? unfused("cpu", "BatchMatMul", call) : (stock(call) as TensorInfo);
  });

/** As the stock kernel refuses them. */
const checkRanks = (...operands: readonly TensorInfo[]): void =>
  util.assert(
    operands.every(({ shape }) => shape.length >= 2),
    () =>
      `matMul: inputs must have 2 or more axes, got ${operands.map(({ shape }) => shape.length)}.`,
  );

/** The shape of an operand after its transposition. */
interface Operand {
  readonly batch: number[];
  readonly rows: number;
  readonly columns: number;
  readonly transposed: boolean;
}

const operand = ({ shape }: TensorInfo, transposed: boolean): Operand => {
  const [m, n] = shape.slice(-2) as [number, number];
  const batch = shape.slice(0, -2);
  return { batch, rows: transposed ? n : m, columns: transposed ? m : n, transposed };
};

/** The numbers of all items row by row; copied when the operand is to be transposed. */
const rowMajor = (values: TypedArray, { rows, columns, transposed }: Operand): TypedArray => {
  if (!transposed) return values;
  const turned = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += rows * columns) {
    for (let j = 0; j < columns; j++) {
      for (let i = 0; i < rows; i++) {
        turned[start + i * columns + j] = values[start + j * rows + i] as number;
      }
    }
  }
  return turned;
};

const itemAt = (values: TypedArray, { rows, columns }: Operand, item: number): TypedArray =>
  values.subarray(item * rows * columns, (item + 1) * rows * columns);

/** y_MN = x_MK·w_KN, one row of y at a time. */
const multiply = (x: TypedArray, w: TypedArray, y: Float32Array, k: number, n: number): void => {
  const row = new Float64Array(n);
  for (let start = 0, i = 0; start < y.length; start += n, i++) {
    row.fill(0);
    for (let l = 0; l < k; l++) {
      const factor = x[i * k + l] as number;
      const from = l * n;
      for (let j = 0; j < n; j++) row[j] = (row[j] as number) + factor * (w[from + j] as number);
    }
    y.set(row, start);
  }
};
