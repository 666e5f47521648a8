import { keep, scalar, type Tensor, type TensorInfo, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { flag, floats, type Operand, type TensorFlow, type TensorFlowCall } from "../tensorflow.ts";

/**
 * TensorFlow's Adam, which changes variables in place by −rate·√(1 − β₂ᵗ)·m′ / (√v′ + ε′). Its ε′
 * stands beside an uncorrected √v′, so that ε·√(1 − β₂ᵗ) makes it ours. The parameter is a variable
 * of zeros, which then is the change.
 */
export const adam = (tensorflow: TensorFlow): ((call: TensorFlowCall) => Tensor[]) => {
  const [change, m, v] = ["change", "m", "v"].map((name) => variable(tensorflow, name)) as [
    Operand,
    Operand,
    Operand,
  ];
  const assign = (target: Operand, value: Operand) =>
    tensorflow.executeMultipleOutputs(
      "AssignVariableOp",
      [floats(tensorflow, "dtype")],
      [target, value],
      0,
    );
  const read = (source: Operand) =>
    tensorflow.executeMultipleOutputs(
      "ReadVariableOp",
      [floats(tensorflow, "dtype")],
      [source],
      1,
    )[0] as Tensor;

  return ({ inputs, attrs }) =>
    tidy(() => {
      const gradient = inputs.gradient as Tensor;
      const { beta1, beta2, epsilon, rate, correction } = attrs as unknown as Constants;
      const nothing = zerosLike(gradient);
      assign(change, nothing);
      nothing.dispose(); // a variable that shares its memory is copied before it changes
      assign(m, inputs.m as TensorInfo);
      assign(v, inputs.v as TensorInfo);
      const beta1Power = scalar(0); // its correction is in the rate
      const numbers = [1 - correction, rate, beta1, beta2, epsilon * Math.sqrt(correction)];
      tensorflow.executeMultipleOutputs(
        "ResourceApplyAdam",
        [floats(tensorflow), flag(tensorflow, "use_locking", false)],
        [change, m, v, beta1Power, ...numbers.map((value) => scalar(value)), gradient],
        0,
      );
      const results = [m, v, change].map(read);
      for (const used of [m, v, change]) assign(used, beta1Power); // lets go of the memory
      return results;
    });
};

interface Constants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly rate: number;
  readonly correction: number;
}

/** A variable of TensorFlow for the life of the program. */
const variable = (tensorflow: TensorFlow, name: string): Operand => {
  const { TF_ATTR_STRING, TF_ATTR_SHAPE } = tensorflow.binding;
  const [handle] = tensorflow.executeMultipleOutputs(
    "VarHandleOp",
    [
      { name: "container", type: TF_ATTR_STRING, value: "" },
      { name: "shared_name", type: TF_ATTR_STRING, value: `textvae/adam/${name}` },
      floats(tensorflow, "dtype"),
      { name: "shape", type: TF_ATTR_SHAPE, value: [] },
    ],
    [],
    1,
  );
  return keep(handle as Tensor);
};
