import { backend_util, type NamedAttrMap, type TypedArray } from "@tensorflow/tfjs-core";
import { sizeOf } from "./sizes.ts";

/*
 * Convolutions whose windows are longer than any layer's: of so many products, added up one by one
 * in single precision, the second digit is wrong. In double precision, rounded once.
 */

/** Sums of more terms lose digits when they are added up one by one in single precision. */
export const LONG: number = 2 ** 14;

/** Sizes along depth, height and width. What is flat has a depth of 1. */
export type Window = Omit<
  ReturnType<typeof backend_util.computeConv3DInfo>,
  "inShape" | "outShape" | "filterShape"
> & { readonly outShape: number[] };

interface ConvolutionAttributes {
  readonly strides: [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dilations?: [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: "NHWC" | "NCHW";
}

type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];

/** What is convolved: of all channels at once along two or three axes, or of each alone. */
export type ConvolutionKind = "Conv2D" | "Conv3D" | "DepthwiseConv2dNative";

/** The window of a convolution of these shapes where it is long; else undefined. */
export const longWindow = (
  kind: ConvolutionKind,
  x: readonly number[],
  filter: readonly number[],
  attrs: NamedAttrMap | undefined,
): Window | undefined => {
  const depthwise = kind === "DepthwiseConv2dNative";
  if (sizeOf(filter.slice(0, depthwise ? -2 : -1)) <= LONG) return undefined;
  const options = attrs as unknown as ConvolutionAttributes;
  return kind === "Conv3D" ? volume(x, filter, options) : plane(x, filter, options, depthwise);
};

const volume = (
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations }: ConvolutionAttributes,
): Window =>
  backend_util.computeConv3DInfo(
    x as Shape5D,
    filter as Shape5D,
    strides as readonly number[] as [number, number, number],
    (dilations ?? 1) as number,
    pad,
  );

const FLAT = { inDepth: 1, outDepth: 1, filterDepth: 1, strideDepth: 1, dilationDepth: 1 };

const plane = (
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations, dimRoundingMode, dataFormat = "NHWC" }: ConvolutionAttributes,
  depthwise: boolean,
): Window | undefined => {
  if (depthwise && dataFormat === "NCHW") return undefined;
  const info = backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides,
    dilations ?? [1, 1],
    pad,
    dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  const padInfo = { front: 0, back: 0, ...info.padInfo };
  return { ...FLAT, effectiveFilterDepth: 1, ...info, padInfo };
};

/** Steps in memory from one place to the next, and from one channel to the next. */
const stepsOf = (
  places: number,
  channels: number,
  { dataFormat }: Window,
): { readonly place: number; readonly channel: number } =>
  dataFormat === "channelsLast" ? { place: channels, channel: 1 } : { place: 1, channel: places };

/**
 * A convolution with a filter `[…, C, D]`: each output from the sums of its window. Depthwise, the D
 * outputs of a channel see that channel alone.
 */
export const longConvolution = (
  x: TypedArray,
  filter: TypedArray,
  window: Window,
  depthwise: boolean,
  y: TypedArray,
): void => {
  const { batchSize, inChannels, outChannels } = window;
  const each = depthwise ? outChannels / inChannels : outChannels;
  const inPlaces = window.inDepth * window.inHeight * window.inWidth;
  const outPlaces = window.outDepth * window.outHeight * window.outWidth;
  const from = stepsOf(inPlaces, inChannels, window);
  const to = stepsOf(outPlaces, outChannels, window);
  const sums = new Float64Array(outChannels);
  for (let b = 0; b < batchSize; b++) {
    for (let out = 0; out < outPlaces; out++) {
      sums.fill(0);
      eachTap(window, out, (place, tap) => {
        for (let c = 0; c < inChannels; c++) {
          const factor = x[b * inPlaces * inChannels + place * from.place + c * from.channel];
          const weights = (tap * inChannels + c) * each;
          const own = depthwise ? c * each : 0;
          for (let d = 0; d < each; d++) {
            const product = (factor as number) * (filter[weights + d] as number);
            sums[own + d] = (sums[own + d] as number) + product;
          }
        }
      });
      const start = b * outPlaces * outChannels + out * to.place;
      for (let c = 0; c < outChannels; c++) y[start + c * to.channel] = sums[c] as number;
    }
  }
};

/** The places that a window looks at for one output, and which entry of the filter meets each. */
const eachTap = (window: Window, out: number, tell: (place: number, tap: number) => void): void => {
  const { filterDepth, filterHeight, filterWidth, padInfo } = window;
  const left = (out % window.outWidth) * window.strideWidth - padInfo.left;
  const row = Math.floor(out / window.outWidth);
  const top = (row % window.outHeight) * window.strideHeight - padInfo.top;
  const front = Math.floor(row / window.outHeight) * window.strideDepth - padInfo.front;
  for (let fd = 0; fd < filterDepth; fd++) {
    const d = front + fd * window.dilationDepth;
    if (d < 0 || d >= window.inDepth) continue;
    for (let fh = 0; fh < filterHeight; fh++) {
      const h = top + fh * window.dilationHeight;
      if (h < 0 || h >= window.inHeight) continue;
      for (let fw = 0; fw < filterWidth; fw++) {
        const w = left + fw * window.dilationWidth;
        if (w < 0 || w >= window.inWidth) continue;
        tell(
          (d * window.inHeight + h) * window.inWidth + w,
          (fd * filterHeight + fh) * filterWidth + fw,
        );
      }
    }
  }
};
