import {
  conv1d,
  depthwiseConv2d,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { define, type ReferenceArray, total } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

const [BATCH, TIME, CHANNELS, WIDTH, OUTPUTS] = [2, 7, 3, 3, 4];

/** Σ over taps and channels; `padding` zeros stand before the first step. */
const oneDimensional = (padding: "same" | "valid", stride: number): Agreement => {
  const before = padding === "same" ? 1 : 0;
  const steps = Math.floor((TIME + 2 * before - WIDTH) / stride) + 1;
  return {
    name: `conv1d, ${padding} padding, stride ${stride}`,
    inputs: [
      [BATCH, TIME, CHANNELS],
      [WIDTH, CHANNELS, OUTPUTS],
    ],
    compute: (x, w) => conv1d(x as Tensor3D, w as Tensor3D, stride, padding),
    define: (x, w) =>
      define([BATCH, steps, OUTPUTS], (...index) => {
        const [b, t, o] = index as [number, number, number];
        return total(WIDTH, (tap) => {
          const at = t * stride + tap - before;
          if (at < 0 || at >= TIME) return 0;
          return total(
            CHANNELS,
            (c) => (x as ReferenceArray).at(b, at, c) * (w as ReferenceArray).at(tap, c, o),
          );
        });
      }),
  };
};

/** Two filters for each of two channels; output channel c·2 + m. */
const depthwise: Agreement = {
  name: "depthwiseConv2d",
  inputs: [
    [1, 4, 5, 2],
    [3, 3, 2, 2],
  ],
  compute: (x: Tensor | undefined, w: Tensor | undefined) =>
    depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, "valid"),
  define: (x, w) =>
    define([1, 2, 3, 4], (...index) => {
      const [b, i, j, o] = index as [number, number, number, number];
      const channel = Math.floor(o / 2);
      return total(3, (p) =>
        total(
          3,
          (q) =>
            (x as ReferenceArray).at(b, i + p, j + q, channel) *
            (w as ReferenceArray).at(p, q, channel, o % 2),
        ),
      );
    }),
};

/** Convolutions without dilation. */
export const convolutionAgreements = (): Agreement[] => [
  oneDimensional("valid", 1),
  oneDimensional("same", 1),
  oneDimensional("valid", 2),
  depthwise,
];
