import type { Address } from "./heap.ts";
import type { Matrix } from "./matrix.ts";
import type { KernelModule } from "./module.ts";
import { keptPacked } from "./packed.ts";

/**
 * c = a·b + start, row-major at an address. What it starts from is a bias, or a matrix whose rows
 * are so many bytes apart, or nothing where its address is 0.
 */
export const multiply = (
  kernels: KernelModule,
  a: Matrix,
  b: Matrix,
  c: Address,
  start: Address = 0,
  startStep = 0,
): void => {
  const left = [a.rows, b.columns, a.columns, a.address, a.rowStep, a.columnStep];
  const out = [start, startStep, c, 4 * b.columns];
  const packed = keptPacked(kernels, b);
  if (packed !== undefined) kernels.productWithPacked(...left, packed, ...out);
  else kernels.product(...left, b.address, b.rowStep, b.columnStep, ...out);
};
