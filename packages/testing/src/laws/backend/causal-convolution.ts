import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { causalConvolution } from "@textvae/ops";
import { referenceArray } from "../../reference/array.ts";
import { causalConvolution as reference } from "../../reference/index.ts";
import type { Agreement } from "./agreement.ts";

/** Taps, inputs, outputs, dilation, lengths: one of each, ragged, at block edges, dilation > T. */
const SIZES: readonly (readonly [number, number, number, number, readonly number[]])[] = [
  [1, 1, 1, 1, [1]],
  [1, 3, 2, 5, [2, 4]],
  [2, 2, 3, 2, [6]],
  [3, 3, 2, 1, [4, 1, 3]],
  [3, 2, 3, 2, [7, 5, 2]],
  [3, 4, 2, 9, [3, 8]],
  [3, 47, 49, 4, [13, 9, 11]],
  [2, 49, 48, 16, [40, 12]],
  [3, 96, 5, 1, [48]],
];

/** The causal dilated convolution over sequences of different lengths. */
export const causalConvolutions = (): Agreement[] =>
  SIZES.map(([taps, inputs, outputs, dilation, lengths]) => {
    const rows = lengths.reduce((a, b) => a + b, 0);
    return {
      name: `causalConvolution [${taps}, ${inputs}, ${outputs}], dilation ${dilation}, lengths ${lengths}`,
      inputs: [[rows, inputs], [taps, inputs, outputs], [outputs]],
      compute: (x, kernel, bias) =>
        causalConvolution({
          x_NI: x as Tensor2D,
          kernel_KIO: kernel as Tensor3D,
          bias_O: bias as Tensor1D,
          dilation,
          lengths_B: Int32Array.from(lengths),
        }),
      define: (...all) => {
        const [x, kernel, bias] = all.map(({ values }) => values) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        return referenceArray([rows, outputs], reference({ x, kernel, bias }, lengths, dilation));
      },
    };
  });
