import { reshape } from "@tensorflow/tfjs-core";
import { total } from "@textvae/ops";
import { referenceArray } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

/** A scalar, vectors and matrices, more than a shader reads at once, one of them long. */
const SHAPES = [[], [1], [3], [2, 5], [4, 4], [7], [2, 3, 2], [20_011], [9], [5]];

/** Sums over all entries of many tensors. */
export const totals = (): Agreement[] =>
  [false, true].map((squared) => ({
    name: `total of ${SHAPES.length} tensors${squared ? ", squared" : ""}`,
    inputs: SHAPES,
    differentiable: false,
    compute: (...tensors) => reshape(total(tensors, { squared }), [1]),
    define: (...tensors) => {
      const terms = tensors.flatMap(({ values }) => [...values]);
      const sum = terms.reduce((sum, term) => sum + (squared ? term * term : term), 0);
      return referenceArray([1], Float64Array.of(sum));
    },
  }));
