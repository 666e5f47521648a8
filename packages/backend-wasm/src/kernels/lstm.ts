import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf, borrowIntegers } from "./heap.ts";
import { matrixOf, transposed } from "./matrix.ts";
import type { KernelModule } from "./module.ts";
import { multiply } from "./multiply.ts";
import { withPacked } from "./packed.ts";

type ForwardInputs = Record<
  "x_TBE" | "kernel_EG" | "recurrent_HG" | "bias_G" | "h0_BH" | "c0_BH",
  TensorInfo
>;

/** h_TBH, h_BH, c_BH and the residuals c_TBH, gates_TBG of the whole sequence. */
export const lstm =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo[] => {
    const { x_TBE, kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH } = inputs as ForwardInputs;
    const [time, batch] = x_TBE.shape as [number, number];
    const features = h0_BH.shape[1] as number;
    const output = (...shape: number[]) => backend.makeOutput(shape, "float32");
    const h_TBH = output(time, batch, features);
    const h_BH = output(batch, features);
    const c_BH = output(batch, features);
    const c_TBH = output(time, batch, features);
    const gates_TBG = output(time, batch, 4 * features);
    const at = (x: TensorInfo) => addressOf(backend, x);

    const x = matrixOf(backend, x_TBE);
    multiply(kernels, x, matrixOf(backend, kernel_EG), at(gates_TBG), at(bias_G));
    borrowIntegers(backend, attrs?.lengths_B as unknown as Int32Array, (lengths) =>
      withPacked(kernels, matrixOf(backend, recurrent_HG), (packed) =>
        kernels.lstmForward(
          ...[time, batch, batch, features, lengths, packed],
          ...[h0_BH, c0_BH, gates_TBG, h_TBH, c_TBH, h_BH, c_BH].map(at),
        ),
      ),
    );
    const outputs = [h_TBH, h_BH, c_BH];
    if (attrs?.residuals) return [...outputs, c_TBH, gates_TBG];
    for (const { dataId } of [c_TBH, gates_TBG]) backend.disposeData(dataId);
    return outputs;
  };

type BackwardInputs = Record<
  "dh_TBH" | "dh_BH" | "dc_BH" | "recurrent_HG" | "c0_BH" | "c_TBH" | "gates_TBG",
  TensorInfo
>;

/** dSums_TBG and the gradients of h0_BH and c0_BH. */
export const lstmGrad =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo[] => {
    const { dh_TBH, dh_BH, dc_BH, recurrent_HG, c0_BH, c_TBH, gates_TBG } =
      inputs as BackwardInputs;
    const [time, batch, features] = dh_TBH.shape as [number, number, number];
    const dSums_TBG = backend.makeOutput(gates_TBG.shape, "float32");
    const dh0_BH = backend.makeOutput(c0_BH.shape, "float32");
    const dc0_BH = backend.makeOutput(c0_BH.shape, "float32");
    const at = (x: TensorInfo) => addressOf(backend, x);

    borrowIntegers(backend, attrs?.lengths_B as unknown as Int32Array, (lengths) =>
      withPacked(kernels, transposed(matrixOf(backend, recurrent_HG)), (packed) =>
        kernels.lstmBackward(
          ...[time, batch, batch, features, lengths, packed],
          ...[c0_BH, c_TBH, gates_TBG, dh_TBH, dh_BH, dc_BH].map(at),
          ...[dSums_TBG, dh0_BH, dc0_BH].map(at),
        ),
      ),
    );
    return [dSums_TBG, dh0_BH, dc0_BH];
  };
