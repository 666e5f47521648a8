import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { TensorFlowCall } from "../tensorflow.ts";
import { affine } from "./product.ts";

/** y = x·W + b. */
export const linear = ({ inputs, backend }: TensorFlowCall): TensorInfo =>
  affine(
    backend,
    inputs.x_NI as TensorInfo,
    inputs.kernel_IO as TensorInfo,
    inputs.bias_O as TensorInfo | undefined,
  );
