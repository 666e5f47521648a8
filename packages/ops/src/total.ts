import {
  addN,
  type NamedTensorMap,
  type Scalar,
  scalar,
  square,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { defineOp } from "./op.ts";

const totalOp = defineOp<NamedTensorMap, { squared: boolean }>({
  kernelName: "TextvaeTotal",
  portable: (inputs, { squared }) => [
    addN(Object.values(inputs).map((x) => sum(squared ? square(x) : x))),
  ],
});

/**
 * The sum of all entries of all tensors, or of their squares: an operation that is not
 * differentiable, for norms of gradients.
 *
 * @returns a scalar; zero of no tensors
 * @example
 * const norm = sqrt(total(gradients, { squared: true }));
 */
export const total = (
  tensors: readonly Tensor[],
  { squared = false }: { readonly squared?: boolean } = {},
): Scalar => {
  if (tensors.length === 0) return scalar(0);
  return totalOp({ ...tensors } as unknown as NamedTensorMap, { squared })[0] as Scalar;
};
