import {
  broadcast_util,
  type GradConfig,
  type NamedAttrMap,
  reshape,
  sum,
  type Tensor,
  zeros,
} from "@tensorflow/tfjs-core";

/** dy·∂y/∂x of an elementwise kernel, written with its input. */
export const fromInput = (
  kernelName: string,
  derivative: (dy: Tensor, x: Tensor, attrs: NamedAttrMap) => Tensor,
): GradConfig => ({
  kernelName,
  inputsToSave: ["x"],
  gradFunc: (dy, [x], attrs) => ({ x: () => derivative(dy as Tensor, x as Tensor, attrs) }),
});

/** dy·∂y/∂x of an elementwise kernel, written with its output. */
export const fromOutput = (
  kernelName: string,
  derivative: (dy: Tensor, y: Tensor) => Tensor,
): GradConfig => ({
  kernelName,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => derivative(dy as Tensor, y as Tensor) }),
});

/** Gradients of both inputs of a kernel whose inputs broadcast against each other. */
export const binary = (
  kernelName: string,
  toA: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
  toB: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
): GradConfig => ({
  kernelName,
  inputsToSave: ["a", "b"],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [Tensor, Tensor];
    return {
      a: () => unbroadcast(toA(dy as Tensor, a, b), a.shape),
      b: () => unbroadcast(toB(dy as Tensor, a, b), b.shape),
    };
  },
});

/** A kernel that is constant almost everywhere in the named inputs. */
export const flat = (kernelName: string, ...inputs: string[]): GradConfig => ({
  kernelName,
  inputsToSave: inputs,
  gradFunc: (_dy, saved) =>
    Object.fromEntries(inputs.map((input, i) => [input, () => zeros((saved[i] as Tensor).shape)])),
});

/** The adjoint of broadcasting: sums a gradient over the axes along which its input was repeated. */
export const unbroadcast = (dy: Tensor, shape: number[]): Tensor => {
  const repeated = broadcast_util.getReductionAxes(shape, dy.shape);
  return reshape(repeated.length > 0 ? sum(dy, repeated) : dy, shape);
};
