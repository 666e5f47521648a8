import { type GradConfig, type Tensor, where, zeros, zerosLike } from "@tensorflow/tfjs-core";
import { flat } from "./rule.ts";

/**
 * Choices and what leads to them. A comparison has derivative zero almost everywhere, so that
 * `where(greater(x, 0), f(x), g(x))` is differentiable in x. What is made of truth values alone has
 * no derivative: asking for it throws.
 */
export const discrete: readonly GradConfig[] = [
  ...["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"].map((kernelName) =>
    flat(kernelName, "a", "b"),
  ),
  ...["LogicalNot", "IsNan", "IsInf", "IsFinite", "ArgMax", "ArgMin", "All", "Any"].map(
    (kernelName) => flat(kernelName, "x"),
  ),
  flat("OneHot", "indices"),
  {
    kernelName: "Select",
    inputsToSave: ["condition"],
    gradFunc: (dy, [condition]) => ({
      condition: () => zeros((condition as Tensor).shape),
      t: () => where(condition as Tensor, dy as Tensor, zerosLike(dy as Tensor)),
      e: () => where(condition as Tensor, zerosLike(dy as Tensor), dy as Tensor),
    }),
  },
];
