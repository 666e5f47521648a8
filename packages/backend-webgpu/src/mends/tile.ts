import { type Tensor, util } from "@tensorflow/tfjs-core";
import { replaceKernel } from "./replace-kernel.ts";

/** Repetitions that are worth a run of the device. */
const MANY = 8;

/** Tile of little on the device, where the stock kernel writes whatever it becomes in JavaScript. */
export const mendTile = (): void =>
  replaceKernel<{ x: Tensor }, { reps: number[] }>("Tile", (stock) => (call) => {
    if (util.sizeFromShape(call.attrs.reps) >= MANY) call.backend.uploadToGPU(call.inputs.x.dataId);
    return stock(call);
  });
