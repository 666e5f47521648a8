import { backend } from "@tensorflow/tfjs-core";
import {
  type Backend,
  type BackendReport,
  definePlugin,
  type Plugin,
  TextvaeError,
} from "@textvae/core";
import { ofNothing, selectBackend } from "@textvae/ops";
import * as v from "valibot";
import { mendFloorDiv } from "./floor-div.ts";
import { mendFusedProduct, mendProduct } from "./product.ts";
import { mendSums } from "./sums.ts";

const SINGLE = "adds up in single precision";

const MENDS: Readonly<Record<string, string>> = {
  BatchMatMul: "slow, and pairs items wrongly when batch axes broadcast against each other",
  _FusedMatMul: SINGLE,
  UnsortedSegmentSum: "a pass over all rows for every segment",
  Cumsum: SINGLE,
  Cumprod: "multiplies in single precision",
  ScatterNd: SINGLE,
  SparseSegmentSum: SINGLE,
  SparseSegmentMean: SINGLE,
  ...Object.fromEntries(Object.keys(ofNothing).map((name) => [name, "wrong of no entries"])),
  FloorDiv: "makes integers of floats",
  Conv2D: SINGLE,
  Conv3D: SINGLE,
  DepthwiseConv2dNative: SINGLE,
  FusedConv2D: SINGLE,
  FusedDepthwiseConv2D: SINGLE,
  Bincount: SINGLE,
  DenseBincount: SINGLE,
};

let mended = false;

const mendKernels = (): void => {
  if (mended) return;
  mendProduct();
  mendFusedProduct();
  mendFloorDiv();
  mendSums();
  mended = true;
};

const start = async (): Promise<BackendReport> => {
  // Imported here, so that importing this package registers nothing.
  const { MathBackendCPU } = await import("@tensorflow/tfjs-backend-cpu");
  if (!(await selectBackend("cpu", () => new MathBackendCPU()))) {
    throw new TextvaeError("BACKEND", "cpu.start", {
      expected: "a running cpu backend",
      got: "a failed start",
      hint: "Check that there is one copy of @tensorflow/tfjs-core.",
    });
  }
  // tfjs advises on first use to install tfjs-node; whoever starts this backend chose it.
  Object.assign(backend(), { firstUse: false });
  mendKernels();
  return {
    name: "cpu",
    facts: { threads: 1, mended: Object.keys(MENDS).length },
    bits: { facts: {}, everyProcessor: true },
    mends: MENDS,
  };
};

/**
 * TensorFlow.js in plain JavaScript: slow, and there wherever JavaScript is. For tests, and as
 * the second opinion on every other backend.
 *
 * @example
 * await cpu().start();
 */
export const cpu: Plugin<Record<never, never>, Backend> = definePlugin({
  kind: "backend",
  name: "cpu",
  version: "0.1.0",
  description: "TensorFlow.js plain JavaScript backend",
  options: v.strictObject({}),
  create: (): Backend => ({ name: "cpu", available: async () => ({ ok: true }), start }),
});
