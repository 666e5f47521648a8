import { keep, scalar, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";
import { floats, letGo, type Operand, type TensorFlow } from "../tensorflow.ts";

/**
 * A variable of TensorFlow for the life of the program, which is lent the memory of tensors:
 * operations that change a variable do so in place, and copy it before where a tensor shares it.
 */
export interface Slot {
  readonly handle: Operand;
  /** Holds a tensor's numbers. One that is used up gives up its memory, unless others share it. */
  lend(tensor: TensorInfo, usedUp?: boolean): void;
  /** The numbers as a tensor, to which the memory belongs from then on. */
  takeBack(): Tensor;
}

export const slot = (tensorflow: TensorFlow, name: string): Slot => {
  const { TF_ATTR_STRING, TF_ATTR_SHAPE } = tensorflow.binding;
  const type = floats(tensorflow, "dtype");
  const run = (operation: string, inputs: readonly Operand[], outputs: number) =>
    tensorflow.executeMultipleOutputs(operation, [type], inputs, outputs);
  const [handle] = tensorflow.executeMultipleOutputs(
    "VarHandleOp",
    [
      { name: "container", type: TF_ATTR_STRING, value: "" },
      { name: "shared_name", type: TF_ATTR_STRING, value: `textvae/${name}` },
      type,
      { name: "shape", type: TF_ATTR_SHAPE, value: [] },
    ],
    [],
    1,
  );
  const [kept, nothing] = [keep(handle as Tensor), keep(scalar(0))];
  return {
    handle: kept,
    lend(tensor, usedUp = false) {
      run("AssignVariableOp", [kept, tensor], 0);
      if (usedUp) letGo(tensorflow, tensor);
    },
    takeBack() {
      const [numbers] = run("ReadVariableOp", [kept], 1);
      run("AssignVariableOp", [kept, nothing], 0);
      return numbers as Tensor;
    },
  };
};
