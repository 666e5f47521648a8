import { createGraph, type Graph, type Value } from "./graph.ts";
import { codeOf, type PartRecord } from "./latent.ts";
import { type State, stackedLstm } from "./lstm.ts";
import { affine, type Weights, wordTable } from "./weights.ts";

interface EncoderOptions {
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly reads: "sentence" | "feed";
  readonly summary: "hidden" | "hidden-cell";
}

/** What a graph is made of. */
export interface Exported {
  readonly weights: Weights;
  /** The id of the end of sentence, which is also the start. */
  readonly eos: number;
  readonly about: string;
}

/**
 * The encoder: `words` `[B, T]`, each row w₁ … wₙ and the end of sentence, and `lengths` `[B]`, n + 1
 * each, to `code` `[B, Z]`. What stands beyond a length is not read.
 */
export const encoderGraph = (
  { weights, eos, about }: Exported,
  encoder: PartRecord,
  prior: PartRecord,
): Uint8Array => {
  const options = encoder.options as unknown as EncoderOptions;
  const { layers, bidirectional } = options;
  const graph = createGraph("encoder", about);
  const words_BT = graph.input("words", "int64", ["batch", "time"]);
  const lengths = graph.input("lengths", "int32", ["batch"]);
  const fed_BT = options.reads === "feed" ? fromStart(graph, words_BT, eos) : words_BT;
  const fed_TB = graph.op("Transpose", [fed_BT], { perm: [1, 0] });
  const table_VE = wordTable(graph, weights, "encoder");
  const x_TBE = graph.op("Gather", [table_VE, fed_TB], { axis: 0 });
  const stack = { part: "encoder", layers, bidirectional, lengths };
  const top = stackedLstm(graph, weights, x_TBE, stack).at(-1) as State;
  const width = weights.get("encoder.lstm.0.recurrent").shape[0] as number;
  const rows = (of_DBH: Value): Value => {
    const of_BDH = graph.op("Transpose", [of_DBH], { perm: [1, 0, 2] });
    return graph.op("Reshape", [of_BDH, graph.integers([0, width * (bidirectional ? 2 : 1)])]);
  };
  const h_BH =
    options.summary === "hidden"
      ? rows(top.h)
      : affine(
          graph,
          weights,
          "encoder.summary",
          graph.op("Concat", [rows(top.h), rows(top.c)], { axis: 1 }),
        );
  const size = codeWidth(weights);
  graph.output("code", codeOf(graph, weights, h_BH, prior), "float", ["batch", size]);
  return graph.encode();
};

/** The start of sentence and all but the last column. */
const fromStart = (graph: Graph, words_BT: Value, eos: number): Value => {
  const [zero, one, last] = [[0], [1], [-1]].map((at) => graph.integers(at)) as Value[] as [
    Value,
    Value,
    Value,
  ];
  const first = graph.op("Slice", [words_BT, zero, one, one]);
  const start = graph.op("Add", [graph.op("Mul", [first, graph.integers(0)]), graph.integers(eos)]);
  return graph.op("Concat", [start, graph.op("Slice", [words_BT, zero, last, one])], { axis: 1 });
};

const codeWidth = (weights: Weights): number => {
  const name = weights.has("prior.mean.bias") ? "prior.mean.bias" : "prior.logits.bias";
  return weights.get(name).shape[0] as number;
};
