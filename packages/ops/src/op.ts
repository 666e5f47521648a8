import {
  backend,
  engine,
  getBackend,
  getGradient,
  getKernel,
  type KernelFunc,
  keep,
  type NamedTensorMap,
  registerGradient,
  registerKernel,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";

/** What the forward pass kept for the gradient. */
export interface Saved<I extends NamedTensorMap, K extends keyof I & string> {
  readonly inputs: Pick<I, K>;
  readonly outputs: readonly Tensor[];
  readonly residuals: readonly Tensor[];
}

/** Asks the kernel for its residuals: true only while gradients are recorded. */
export interface Recording {
  readonly residuals: boolean;
}

/**
 * An operation of text models: one kernel name, one exact gradient, and a portable
 * implementation made of tfjs operations that runs on every backend.
 *
 * A backend makes it fast by registering its own kernel under `kernelName`
 * (`registerKernel({ kernelName, backendName, kernelFunc })`); no model code changes. The kernel
 * gets the same inputs, and the attributes together with `residuals`.
 */
export interface OpDefinition<
  I extends NamedTensorMap,
  A extends object,
  K extends keyof I & string,
> {
  readonly kernelName: string;
  /** Number of results the caller gets, 1 when absent. Further results are residuals. */
  readonly outputs?: number;
  /** The outputs, then the residuals if asked for. Not recorded on the tape. */
  portable(inputs: I, attrs: A & Recording): Tensor[];
  /** The inputs and (by index, ascending) the outputs that the gradient reads; residuals are always saved. */
  readonly saves?: { readonly inputs?: readonly K[]; readonly outputs?: readonly number[] };
  /**
   * Gradients by input name, from those of the outputs. A gradient that nobody needs is never
   * computed. Absent: not differentiable.
   */
  gradient?(
    dys: readonly Tensor[],
    saved: Saved<I, K>,
    attrs: A,
  ): { readonly [name in keyof I]: () => Tensor };
}

/** A callable operation. */
export type Op<I extends NamedTensorMap, A extends object> = (inputs: I, attrs: A) => Tensor[];

/** Makes an operation callable: it runs the backend's kernel where there is one, else the portable one. */
export const defineOp = <
  I extends NamedTensorMap,
  A extends object,
  K extends keyof I & string = never,
>(
  definition: OpDefinition<I, A, K>,
): Op<I, A> => {
  const { kernelName, outputs: count = 1 } = definition;
  return (inputs, attrs) => {
    register(definition);
    const recording = definition.gradient !== undefined && engine().isTapeOn();
    const call = { ...attrs, residuals: recording };
    const results: Tensor | Tensor[] = engine().runKernel(kernelName, inputs, call as never);
    return recording ? keepResiduals(count) : [results].flat();
  };
};

const register = <I extends NamedTensorMap, A extends object, K extends keyof I & string>({
  kernelName,
  portable,
  saves = {},
  gradient,
}: OpDefinition<I, A, K>): void => {
  backend(); // tfjs starts its backend at the first use
  if (!getKernel(kernelName, getBackend())) {
    const kernelFunc: KernelFunc = ({ inputs, attrs }) =>
      tidy(() => portable(inputs as I, attrs as never));
    registerKernel({ kernelName, backendName: getBackend(), kernelFunc });
  }
  if (!gradient || getGradient(kernelName)) return;
  const { inputs: inputsToSave = [], outputs = [] } = saves;
  const unpack = (saved: readonly Tensor[]): Saved<I, K> => ({
    inputs: Object.fromEntries(inputsToSave.map((name, k) => [name, saved[k]])) as Pick<I, K>,
    outputs: saved.slice(inputsToSave.length, inputsToSave.length + outputs.length),
    residuals: saved.slice(inputsToSave.length + outputs.length),
  });
  registerGradient({
    kernelName,
    inputsToSave: [...inputsToSave],
    outputsToSave: Array.from({ length: Math.max(-1, ...outputs) + 1 }, (_, k) =>
      outputs.includes(k),
    ),
    gradFunc: (dys, saved, attrs) => gradient([dys].flat(), unpack(saved), attrs as never),
  });
};

/**
 * Moves the residuals from the outputs to the saved tensors of the tape's newest node. As outputs
 * they would be copied when saved, and get a gradient of zeros in every backward pass.
 */
const keepResiduals = (count: number): Tensor[] => {
  const node = engine().state.activeTape.at(-1) as TapeNode;
  const residuals = node.outputs.splice(count);
  node.saved?.push(...residuals.map(keep));
  return node.outputs;
};

type TapeNode = ReturnType<typeof engine>["state"]["activeTape"][number];
