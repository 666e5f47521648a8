import { type HostTensor, TextvaeError } from "@textvae/core";
import type { Graph, Value } from "./graph.ts";

/** The weights of a model by their names. */
export interface Weights {
  has(name: string): boolean;
  /** Throws `CAPABILITY` for a name that the model has not. */
  get(name: string): { readonly values: Float32Array; readonly shape: readonly number[] };
}

/** Weights on the host as they are looked up here. */
export const weightsIn = (tensors: ReadonlyMap<string, HostTensor>): Weights => ({
  has: (name) => tensors.has(name),
  get(name) {
    const found = tensors.get(name);
    if (found?.values instanceof Float32Array) return found as ReturnType<Weights["get"]>;
    throw refused(`a part with the weight ${name}`, "one without it");
  },
});

/** What an export can't say in ONNX. */
export const refused = (expected: string, got: string): TextvaeError =>
  new TextvaeError("CAPABILITY", "exportOnnx", {
    expected,
    got,
    hint: "Models of rnnlm and nvrnn without flow and condition are exported.",
  });

/** xW + b with the weights `name.kernel` and `name.bias`. */
export const affine = (graph: Graph, weights: Weights, name: string, x: Value): Value => {
  const [kernel, bias] = [weights.get(`${name}.kernel`), weights.get(`${name}.bias`)];
  const product = graph.op("MatMul", [x, graph.floats(kernel.values, kernel.shape)]);
  return graph.op("Add", [product, graph.floats(bias.values, bias.shape)]);
};

/** The vectors of the words that a part is fed, `[V, E]`: its own, or those of the model. */
export const wordTable = (graph: Graph, weights: Weights, part: string): Value => {
  const own = `${part}.embedding.table`;
  const { values, shape } = weights.get(weights.has(own) ? own : "embedding.table");
  return graph.floats(values, shape);
};
