import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  broadcast_util,
  type KernelConfig,
  type KernelFunc,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import { itemOf, unfused } from "@textvae/ops";
import { replaceKernel, type WasmCall, wasmKernel } from "./kernel.ts";
import { isLong, longProduct } from "./long-product.ts";

/**
 * Matrix products through the one stock path that is both fast and right.
 *
 * Stock BatchMatMul runs XNNPACK for one untransposed product and a scalar loop, a dozen times
 * slower, for everything else: every backward product of a linear layer. Stock _FusedMatMul then
 * uses a loop that adds the bias to the first row alone and is wrong throughout when K > 48. And
 * both pair items wrongly when batch axes broadcast against each other. Here operands are
 * transposed first and each item is one plain product.
 */
export const mendProducts = (): void => {
  replaceKernel("BatchMatMul", (stock) => (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    checkRanks(a, b);
    if (isLong(call)) return longProduct(call);
    return swapIsCheaper(a, b, call.attrs) ? swapped(stock, call) : viaPlain(stock, call);
  });
  replaceKernel(
    "_FusedMatMul",
    (stock) => (call) =>
      isLong(call) ? unfused("wasm", "BatchMatMul", call) : viaPlain(stock, call),
  );
};

/** Vectors, whose missing axis would be read as undefined, are refused. */
export const checkRanks = (...operands: readonly TensorInfo[]): void =>
  util.assert(
    operands.every(({ shape }) => shape.length >= 2),
    () =>
      `matMul: inputs must have 2 or more axes, got ${operands.map(({ shape }) => shape.length)}.`,
  );

/** op(a)·op(b) from products of untransposed operands. */
const viaPlain = (stock: KernelFunc, call: WasmCall): TensorInfo => {
  const { inputs, backend, attrs } = call;
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  if (a.dtype !== "float32" || b.dtype !== "float32") return stock(call) as TensorInfo;
  checkRanks(a, b);

  const left = attrs?.transposeA ? transposed(a, backend) : a;
  const right = attrs?.transposeB ? transposed(b, backend) : b;
  const plain = (item: TensorInfo, other: TensorInfo): TensorInfo =>
    stock({
      backend,
      inputs: { ...inputs, a: item, b: other },
      attrs: { ...attrs, transposeA: false, transposeB: false },
    }) as TensorInfo;
  const y = products(left, right, backend, plain);
  for (const made of [left, right]) if (made !== a && made !== b) backend.disposeData(made.dataId);
  return y;
};

/** Whether (op(b)ᵀ·op(a)ᵀ)ᵀ transposes fewer numbers than op(a)·op(b). Two-dimensional products only. */
const swapIsCheaper = (a: TensorInfo, b: TensorInfo, attrs: WasmCall["attrs"]): boolean => {
  if (a.shape.length > 2 || b.shape.length > 2) return false;
  const [sizeA, sizeB] = [util.sizeFromShape(a.shape), util.sizeFromShape(b.shape)];
  const rows = a.shape[attrs?.transposeA ? 1 : 0] as number;
  const columns = b.shape[attrs?.transposeB ? 0 : 1] as number;
  const direct = (attrs?.transposeA ? sizeA : 0) + (attrs?.transposeB ? sizeB : 0);
  return rows * columns + sizeA + sizeB - direct < direct;
};

const swapped = (stock: KernelFunc, { inputs, backend, attrs }: WasmCall): TensorInfo => {
  const y = viaPlain(stock, {
    backend,
    inputs: { a: inputs.b, b: inputs.a },
    attrs: { transposeA: !attrs?.transposeB, transposeB: !attrs?.transposeA },
  });
  const turned = transposed(y, backend);
  backend.disposeData(y.dataId);
  return turned;
};

/** The last two axes exchanged, in new memory. */
const transposed = (x: TensorInfo, backend: BackendWasm): TensorInfo => {
  const rank = x.shape.length;
  const perm = [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
  const { kernelFunc } = wasmKernel("Transpose") as KernelConfig;
  return kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
};

/** a·b, batch axes broadcast, from products of a `[1, M, K]` and a `[1, K, N]`. */
const products = (
  a: TensorInfo,
  b: TensorInfo,
  backend: BackendWasm,
  plain: (a: TensorInfo, b: TensorInfo) => TensorInfo,
): TensorInfo => {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const [inner, n] = b.shape.slice(-2) as [number, number];
  util.assert(k === inner, () => `matMul: inner sizes ${k} and ${inner} must match.`);
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const shape = [...batch, m, n];

  // One b for all items: all rows of a in one product, and b's packed form stays cached.
  if (util.sizeFromShape(batchB) === 1) {
    const rows = util.sizeFromShape(batchA) * m;
    const y = plain({ ...a, shape: [1, rows, k] }, { ...b, shape: [1, k, n] });
    return { ...y, shape };
  }

  const out = backend.makeOutput(shape, "float32");
  for (let item = 0; item < util.sizeFromShape(batch); item++) {
    const a_MK = view(a, itemOf(item, batch, batchA) * m * k, [1, m, k], backend);
    const b_KN = view(b, itemOf(item, batch, batchB) * k * n, [1, k, n], backend);
    const y = plain(a_MK, b_KN);
    backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(y), item * m * n);
    backend.disposeData(y.dataId);
    for (const borrowed of [a_MK, b_KN]) forget(borrowed, backend);
  }
  return out;
};

/** A part of a tensor under an id of its own, in the same memory. */
const view = (x: TensorInfo, start: number, shape: number[], backend: BackendWasm): TensorInfo =>
  backend.makeOutput(shape, "float32", backend.getMemoryOffset(x.dataId) + 4 * start);

/** Takes back the id of a view and leaves the memory, which is not its own. */
const forget = (borrowed: TensorInfo, backend: BackendWasm): void => {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(borrowed.dataId).id);
  backend.dataIdMap.delete(borrowed.dataId);
};
