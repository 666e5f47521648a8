import type { Graph, Value } from "./graph.ts";
import { affine, refused, type Weights } from "./weights.ts";

/** A part of a model as its record has it. */
export interface PartRecord {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Features `[B, H]` to the code `[B, Z]` that stands for a posterior: its mean, or its mode. */
type Head = (graph: Graph, weights: Weights, h_BH: Value, prior: PartRecord) => Value;

const linear: Head = (graph, weights, h_BH) => affine(graph, weights, "prior.mean", h_BH);

/** A shorter vector has no direction. */
const SHORTEST = 1e-15;

/** The families of latent codes that are exported, by the names of their plugins. */
const HEADS: Readonly<Record<string, Head>> = {
  gaussian: linear,
  deterministic: linear,
  vmf: (graph, weights, h_BH) => {
    const raw = linear(graph, weights, h_BH, { name: "vmf", options: {} });
    const axes = graph.integers([1]);
    const length = graph.op("ReduceL2", [raw, axes], { keepdims: 1 });
    const least = graph.floats(Float32Array.of(SHORTEST), [1]);
    return graph.op("Div", [raw, graph.op("Max", [length, least])]);
  },
  bernoulli: (graph, weights, h_BH) => {
    const logits = affine(graph, weights, "prior.logits", h_BH);
    const zero = graph.floats(Float32Array.of(0), [1]);
    return graph.op("Cast", [graph.op("Greater", [logits, zero])], { to: 1 });
  },
  categorical: (graph, weights, h_BH, { options }) => {
    const classes = options.classes as number;
    const logits = affine(graph, weights, "prior.logits", h_BH);
    const size = weights.get("prior.logits.bias").shape[0] as number;
    const shape = graph.integers([-1, size / classes, classes]);
    const best = graph.op("ArgMax", [graph.op("Reshape", [logits, shape])], {
      ...{ axis: 2, keepdims: 0 },
    });
    const depth = graph.integers(classes);
    const values = graph.floats(Float32Array.of(0, 1), [2]);
    const chosen = graph.op("OneHot", [best, depth, values], { axis: -1 });
    return graph.op("Reshape", [chosen, graph.integers([-1, size])]);
  },
  // Its p(z) is a mixture; q(z|x) is that of the family within.
  mixture: (graph, weights, h_BH, { options }) =>
    codeOf(graph, weights, h_BH, options.prior as PartRecord),
};

/** The code of features. Throws `CAPABILITY` for a family that is not known here. */
export const codeOf: Head = (graph, weights, h_BH, prior) => {
  const head = Object.hasOwn(HEADS, prior.name) ? HEADS[prior.name] : undefined;
  if (!head) throw refused(`one of ${Object.keys(HEADS).join(", ")}`, `the prior ${prior.name}`);
  return head(graph, weights, h_BH, prior);
};
