import { type GradConfig, getGradient, registerGradient } from "@tensorflow/tfjs-core";
import { arithmetic } from "./arithmetic.ts";
import { convolutions } from "./convolution.ts";
import { discrete } from "./discrete.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { matmul } from "./matmul.ts";
import { reduction } from "./reduction.ts";
import { shape } from "./shape.ts";

const gradients: readonly GradConfig[] = [
  ...arithmetic,
  ...elementwise,
  ...discrete,
  ...shape,
  ...indexing,
  ...reduction,
  ...matmul,
  ...convolutions,
];

/**
 * Registers exact gradients for the kernels that text models are made of, where none is
 * registered yet. `@tensorflow/tfjs-core` alone has none in Node; a program that loaded
 * `@tensorflow/tfjs` keeps what that registered. Calling it again changes nothing.
 *
 * @example
 * registerGradients();
 * grad((x) => cumsum(x, 0))(tensor2d([[1, 2], [3, 4]]));
 */
export const registerGradients = (): void => {
  for (const gradient of gradients) {
    if (!getGradient(gradient.kernelName)) registerGradient(gradient);
  }
};
