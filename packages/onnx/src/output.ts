import type { Graph, Value } from "./graph.ts";
import type { PartRecord } from "./latent.ts";
import { affine, refused, type Weights } from "./weights.ts";

/** Features `[B, H]` to the logits of all words, `[B, V]`; `table` are the vectors of the fed words. */
type Head = (graph: Graph, weights: Weights, h_BH: Value, table_VE: Value) => Value;

const OUTPUT = "decoder.output";

/** Outputs that are exported, by the names of their plugins. */
const HEADS: Readonly<Record<string, Head>> = {
  softmax: (graph, weights, h_BH) => affine(graph, weights, OUTPUT, h_BH),
  tied: (graph, weights, h_BH, table_VE) => {
    const projection = `${OUTPUT}.projection`;
    const x_BE = weights.has(projection) ? narrowed(graph, weights, projection, h_BH) : h_BH;
    const kernel_EV = graph.op("Transpose", [table_VE], { perm: [1, 0] });
    const { values, shape } = weights.get(`${OUTPUT}.bias`);
    return graph.op("Add", [graph.op("MatMul", [x_BE, kernel_EV]), graph.floats(values, shape)]);
  },
  adaptive: (graph, weights, h_BH) => {
    const tails = tailsIn(weights);
    const head_BK = affine(graph, weights, `${OUTPUT}.head`, h_BH);
    if (tails.length === 0) return head_BK;
    const log_BK = graph.op("LogSoftmax", [head_BK], { axis: 1 });
    const frequent = frequentIn(weights);
    const columns = (from: number, to: number) =>
      graph.op("Slice", [log_BK, ...[from, to, 1].map((at) => graph.integers([at]))]);
    const rarer = tails.map((tail, i) => {
      const x = narrowed(graph, weights, `${tail}.projection`, h_BH);
      const within = graph.op("LogSoftmax", [affine(graph, weights, tail, x)], { axis: 1 });
      return graph.op("Add", [within, columns(frequent + i, frequent + i + 1)]);
    });
    return graph.op("Concat", [columns(0, frequent), ...rarer], { axis: 1 });
  },
};

/** The logits of features. Throws `CAPABILITY` for an output that is not known here. */
export const logitsOf = (
  graph: Graph,
  weights: Weights,
  h_BH: Value,
  {
    table_VE,
    output,
  }: { readonly table_VE: Value; readonly output?: PartRecord | null | undefined },
): Value => {
  const name = output?.name ?? "softmax";
  const head = Object.hasOwn(HEADS, name) ? HEADS[name] : undefined;
  if (!head) throw refused(`one of ${Object.keys(HEADS).join(", ")}`, `the output ${name}`);
  return head(graph, weights, h_BH, table_VE);
};

const narrowed = (graph: Graph, weights: Weights, name: string, h_BH: Value): Value => {
  const { values, shape } = weights.get(name);
  return graph.op("MatMul", [h_BH, graph.floats(values, shape)]);
};

/** Clusters of rarer words. */
const tailsIn = (weights: Weights): string[] => {
  const names: string[] = [];
  const next = () => `${OUTPUT}.tail.${names.length}`;
  while (weights.has(`${next()}.bias`)) names.push(next());
  return names;
};

/** How many words the head tells itself; the rest of it are clusters. */
const frequentIn = (weights: Weights): number =>
  (weights.get(`${OUTPUT}.head.bias`).shape[0] as number) - tailsIn(weights).length;
