import type { Graph, Value } from "./graph.ts";
import type { Weights } from "./weights.ts";

/** The states of a layer, `[D, B, H]`, D directions. */
export interface State {
  readonly h: Value;
  readonly c: Value;
}

interface Layers {
  /** Where the weights stand, e.g. `encoder`. */
  readonly part: string;
  readonly layers: number;
  readonly bidirectional?: boolean;
  /** `[B]` int32; without it all rows are of full length. */
  readonly lengths?: Value;
  /** First states, one a layer; zeros without them. */
  readonly states?: readonly State[];
}

/**
 * Layers of LSTM over `[T, B, E]`: the states after them, one a layer. ONNX has its gates in the order
 * i, o, f, g, the kernels transposed, and two biases, of which the second is zero here.
 *
 * Source: "ONNX Operators: LSTM", 2024, https://onnx.ai/onnx/operators/onnx__LSTM.html
 */
export const stackedLstm = (
  graph: Graph,
  weights: Weights,
  x_TBE: Value,
  { part, layers, bidirectional = false, lengths = "", states }: Layers,
): State[] => {
  let input = x_TBE;
  return Array.from({ length: layers }, (_, layer): State => {
    const names = [`${part}.lstm.${layer}`, `${part}.lstm.${layer}.backward`];
    const directions = names.slice(0, bidirectional ? 2 : 1);
    const stacked = (of: (name: string) => Float32Array, shape: readonly number[]) =>
      graph.floats(Float32Array.from(directions.flatMap((name) => [...of(name)])), shape);
    const { shape } = weights.get(`${names[0]}.kernel`);
    const [width, hidden] = [shape[0] as number, (shape[1] as number) / 4];
    const D = directions.length;
    const kernel = (kind: string) => (name: string) => gatesFirst(weights.get(`${name}.${kind}`));
    const { h = "", c = "" } = states?.[layer] ?? {};
    const [y, last_h, last_c] = graph.ops(
      "LSTM",
      [
        input,
        stacked(kernel("kernel"), [D, 4 * hidden, width]),
        stacked(kernel("recurrent"), [D, 4 * hidden, hidden]),
        stacked((name) => biases(weights.get(`${name}.bias`).values), [D, 8 * hidden]),
        ...[lengths, h, c],
      ],
      3,
      { hidden_size: hidden, direction: bidirectional ? "bidirectional" : "forward" },
    ) as [Value, Value, Value];
    // [T, D, B, H] to [T, B, D·H]
    const sideBySide = graph.op("Transpose", [y], PERMUTE);
    input = graph.op("Reshape", [sideBySide, graph.integers([0, 0, D * hidden])]);
    return { h: last_h, c: last_c };
  });
};

/** Dimensions in another order, as an attribute of Transpose. */
const PERMUTE = { perm: [0, 2, 1, 3] } as const;

/** Blocks of gates i, f, g, o in the order i, o, f, g. */
const ORDER = [0, 3, 1, 2];

/** A kernel `[X, 4H]` as `[4H, X]`. */
const gatesFirst = ({ values, shape }: ReturnType<Weights["get"]>): Float32Array => {
  const [rows, columns] = shape as readonly [number, number];
  const hidden = columns / 4;
  const out = new Float32Array(values.length);
  for (const [block, gate] of ORDER.entries()) {
    for (let k = 0; k < hidden; k++) {
      for (let row = 0; row < rows; row++) {
        out[(block * hidden + k) * rows + row] = values[
          row * columns + gate * hidden + k
        ] as number;
      }
    }
  }
  return out;
};

const biases = (bias_G: Float32Array): Float32Array => {
  const hidden = bias_G.length / 4;
  const out = new Float32Array(2 * bias_G.length);
  for (const [block, gate] of ORDER.entries()) {
    out.set(bias_G.subarray(gate * hidden, (gate + 1) * hidden), block * hidden);
  }
  return out;
};
