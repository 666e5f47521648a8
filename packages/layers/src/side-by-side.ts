import { concat, type Tensor2D } from "@tensorflow/tfjs-core";

/** The matrices that are there, beside each other; undefined when none is. */
export const sideBySide = (parts: readonly (Tensor2D | undefined)[]): Tensor2D | undefined => {
  const present = parts.filter((part) => part !== undefined);
  return present.length > 1 ? concat(present, 1) : present[0];
};
