import { backend_util, type NamedAttrMap, type TypedArray } from "@tensorflow/tfjs-core";

/*
 * Convolutions whose windows are longer than any layer's: of so many products, added up one by one
 * in single precision, the second digit is wrong. In double precision, rounded once.
 */

/** From so many entries of a window on. */
const LONG = 2 ** 14;

export type Window = backend_util.Conv2DInfo;

interface ConvolutionAttributes {
  readonly strides: [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dilations?: [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: string;
}

type Shape4D = [number, number, number, number];

/** The window of a convolution of these shapes, channels last, where it is long; else undefined. */
export const longWindow = (
  x: readonly number[],
  filter: readonly number[],
  attrs: NamedAttrMap | undefined,
  depthwise: boolean,
): Window | undefined => {
  const [height = 0, width = 0, channels = 0] = filter;
  if (height * width * (depthwise ? 1 : channels) <= LONG) return undefined;
  const { strides, pad, dilations, dimRoundingMode, dataFormat } =
    attrs as unknown as ConvolutionAttributes;
  if (dataFormat === "NCHW") return undefined;
  return backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides,
    dilations ?? [1, 1],
    pad,
    dimRoundingMode,
    depthwise,
  );
};

/**
 * A convolution of `[B, H, W, C]`, channels last, with a filter `[FH, FW, C, D]`: each output from
 * the sums of its window. Depthwise, the D outputs of a channel see that channel alone.
 */
export const longConvolution = (
  x: TypedArray,
  filter: TypedArray,
  info: Window,
  depthwise = false,
): Float32Array => {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const { dilationHeight, dilationWidth } = info;
  const y = new Float32Array(batchSize * outHeight * outWidth * outChannels);
  const each = depthwise ? outChannels / inChannels : outChannels;
  const sums = new Float64Array(outChannels);
  let at = 0;
  for (let b = 0; b < batchSize; b++) {
    for (let top = 0; top < outHeight; top++) {
      for (let left = 0; left < outWidth; left++, at += outChannels) {
        sums.fill(0);
        for (let fh = 0; fh < filterHeight; fh++) {
          const h = top * strideHeight - padInfo.top + fh * dilationHeight;
          if (h < 0 || h >= inHeight) continue;
          for (let fw = 0; fw < filterWidth; fw++) {
            const w = left * strideWidth - padInfo.left + fw * dilationWidth;
            if (w < 0 || w >= inWidth) continue;
            const from = ((b * inHeight + h) * inWidth + w) * inChannels;
            const weights = (fh * filterWidth + fw) * inChannels * each;
            for (let c = 0; c < inChannels; c++) {
              const [factor, own] = [x[from + c] as number, depthwise ? c * each : 0];
              for (let d = 0; d < each; d++) {
                const product = factor * (filter[weights + c * each + d] as number);
                sums[own + d] = (sums[own + d] as number) + product;
              }
            }
          }
        }
        y.set(sums, at);
      }
    }
  }
  return y;
};
