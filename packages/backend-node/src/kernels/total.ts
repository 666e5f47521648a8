import { addN, mul, sum, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { floats, type TensorFlow, type TensorFlowCall } from "../tensorflow.ts";

/** The sum of all entries, or of their squares: twice TensorFlow's L2Loss, in one pass over each. */
export const total = ({ inputs, attrs, backend }: TensorFlowCall): Tensor =>
  tidy(() => {
    const tensors = Object.values(inputs) as Tensor[];
    if (!attrs?.squared) return addN(tensors.map((x) => sum(x)));
    return mul(addN(tensors.map((x) => halfSquares(backend, x))), 2);
  });

const halfSquares = (tensorflow: TensorFlow, x: Tensor): Tensor =>
  tensorflow.executeMultipleOutputs("L2Loss", [floats(tensorflow)], [x], 1)[0] as Tensor;
