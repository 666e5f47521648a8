import { type Tensor, tensor, type Variable } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";
import type { HostTensor } from "./safetensors.ts";

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

/** Puts weights into a model's parameters. Throws `CHECKPOINT` where names or shapes differ. */
export const restoreWeights = (
  parameters: Parameters,
  {
    weights,
    folder,
  }: { readonly weights: ReadonlyMap<string, HostTensor>; readonly folder: string },
): void => {
  const file = `${folder}/weights.safetensors`;
  for (const [name, parameter] of parameters) {
    const saved = weights.get(name);
    if (!saved || String(saved.shape) !== String(parameter.shape)) {
      throw new TextvaeError("CHECKPOINT", file, {
        expected: `"${name}" of shape [${parameter.shape}]`,
        got: saved ? `shape [${saved.shape}]` : "no such tensor",
        hint: "The checkpoint belongs to another model.",
      });
    }
  }
  for (const [name, parameter] of parameters) {
    const value = toTensor(weights.get(name) as HostTensor);
    (parameter as Variable).assign(value);
    value.dispose();
  }
};

export const toTensor = ({ values, shape, dtype }: HostTensor): Tensor =>
  tensor(values, [...shape], dtype);
