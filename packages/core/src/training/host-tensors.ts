import { type Tensor, tensor, type Variable } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";

/** A named array with its shape, on the host. */
export interface HostTensor {
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** Copies of tensors on the host, by name. */
export const toHost = async (
  tensors: ReadonlyMap<string, Tensor>,
): Promise<Map<string, HostTensor>> => {
  const host = new Map<string, HostTensor>();
  for (const [name, value] of tensors) {
    const values = (await value.data()) as Float32Array;
    host.set(name, { dtype: "float32", shape: value.shape, values: values.slice() });
  }
  return host;
};

/** Weights as a checkpoint has them, and where they are from. */
export interface Weights {
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly folder: string;
}

/** Throws `CHECKPOINT` where weights are not those of a model's parameters. */
export const checkWeights = (parameters: Parameters, { weights, folder }: Weights): void => {
  for (const [name, { shape, dtype }] of parameters) {
    const saved = weights.get(name);
    if (saved && saved.dtype === dtype && String(saved.shape) === String(shape)) continue;
    throw new TextvaeError("CHECKPOINT", `${folder}/weights.safetensors`, {
      expected: `"${name}" of shape [${shape}], ${dtype}`,
      got: saved ? `shape [${saved.shape}], ${saved.dtype}` : "no such tensor",
      hint: "The checkpoint belongs to another model.",
    });
  }
};

/** Puts weights into a model's parameters. Throws `CHECKPOINT` where they belong to another. */
export const restoreWeights = (parameters: Parameters, from: Weights): void => {
  checkWeights(parameters, from);
  for (const [name, parameter] of parameters) {
    const value = toTensor(from.weights.get(name) as HostTensor);
    (parameter as Variable).assign(value);
    value.dispose();
  }
};

export const toTensor = ({ values, shape, dtype }: HostTensor): Tensor =>
  tensor(values, [...shape], dtype);
