import type { Exported } from "./encoder.ts";
import { createGraph, type Graph, type Value } from "./graph.ts";
import type { PartRecord } from "./latent.ts";
import { type State, stackedLstm } from "./lstm.ts";
import { logitsOf } from "./output.ts";
import { affine, wordTable } from "./weights.ts";

interface DecoderOptions {
  readonly hidden: number;
  readonly layers: number;
  readonly inputless: boolean;
  readonly latent: "state" | "input" | "both";
  readonly output?: PartRecord | null;
}

/** Names of the states of a layer. */
const statesOf = (layer: number) => [`h_${layer}`, `c_${layer}`] as const;

/** The decoder's states before the first word: `code` `[B, Z]` to `h_0`, `c_0` … `[B, H]`. */
export const beginGraph = (
  { weights, about }: Exported,
  decoder: PartRecord,
  latent: number,
): Uint8Array => {
  const { hidden, layers, latent: as } = decoder.options as unknown as DecoderOptions;
  const graph = createGraph("begin", about);
  const z_BZ = graph.input("code", "float", ["batch", latent]);
  for (let layer = 0; layer < layers; layer++) {
    for (const name of statesOf(layer)) {
      const [kind] = name;
      const state =
        as === "input"
          ? zeros(graph, z_BZ, hidden)
          : affine(graph, weights, `decoder.initial.${layer}.${kind}`, z_BZ);
      graph.output(name, state, "float", ["batch", hidden]);
    }
  }
  return graph.encode();
};

/**
 * One step of the decoder: `word` `[B]`, the start of sentence at first, states, and `code` where
 * it stands beside every word, to `logits` `[B, V]` and the states after it, `next_h_0` ….
 */
export const stepGraph = (
  { weights, about, unk, words }: Exported & { readonly unk: number; readonly words: number },
  decoder: PartRecord,
  latent: number,
): Uint8Array => {
  const options = decoder.options as unknown as DecoderOptions;
  const { hidden, layers, output } = options;
  const graph = createGraph("step", about);
  const word = graph.input("word", "int64", ["batch"]);
  const side =
    latent > 0 && options.latent !== "state"
      ? [graph.input("code", "float", ["batch", latent])]
      : [];
  const first = graph.integers([0]);
  const states = Array.from({ length: layers }, (_, layer): State => {
    const [h, c] = statesOf(layer).map((name) =>
      graph.op("Unsqueeze", [graph.input(name, "float", ["batch", hidden]), first]),
    ) as [Value, Value];
    return { h, c };
  });
  // A decoder without inputs reads the unknown word at each step.
  const fed = options.inputless
    ? graph.op("Add", [graph.op("Mul", [word, graph.integers(0)]), graph.integers(unk)])
    : word;
  const table_VE = wordTable(graph, weights, "decoder");
  const vectors_BE = graph.op("Gather", [table_VE, fed], { axis: 0 });
  const x_BX =
    side.length > 0 ? graph.op("Concat", [vectors_BE, ...side], { axis: 1 }) : vectors_BE;
  const x_TBX = graph.op("Unsqueeze", [x_BX, first]);
  const after = stackedLstm(graph, weights, x_TBX, { part: "decoder", layers, states });
  const flat = (of_DBH: Value) => graph.op("Squeeze", [of_DBH, first]);
  const top = flat((after.at(-1) as State).h);
  const logits = logitsOf(graph, weights, top, { table_VE, output });
  graph.output("logits", logits, "float", ["batch", words]);
  for (const [layer, { h, c }] of after.entries()) {
    const [hName, cName] = statesOf(layer);
    graph.output(`next_${hName}`, flat(h), "float", ["batch", hidden]);
    graph.output(`next_${cName}`, flat(c), "float", ["batch", hidden]);
  }
  return graph.encode();
};

const zeros = (graph: Graph, z_BZ: Value, hidden: number): Value => {
  const axes = graph.integers([1]);
  const zero_B1 = graph.op("Mul", [
    graph.op("ReduceSum", [z_BZ, axes], { keepdims: 1 }),
    graph.floats(Float32Array.of(0), [1]),
  ]);
  return graph.op("Add", [zero_B1, graph.floats(new Float32Array(hidden), [1, hidden])]);
};
