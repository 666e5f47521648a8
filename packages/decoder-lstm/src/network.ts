import { reshape, type Tensor, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import type { BuiltOutput, Scope, Sizes } from "@textvae/core";
import {
  buildOutput,
  embeddingOf,
  type LstmState,
  type StackedLstmOutputs,
  sideBySide,
  stackedLstm,
} from "@textvae/layers";
import { gatherRows } from "@textvae/ops";
import { blankOf } from "@textvae/text";
import { buildInitialStates } from "./latent.ts";
import type { LstmDecoderOptions } from "./options.ts";

/** Where a decoder stands: its states, and what accompanies every word it is fed. */
export interface DecoderState {
  readonly states: readonly LstmState[];
  /** z and c beside each other, where they are inputs. */
  readonly side_BX?: Tensor2D | undefined;
}

interface Feed {
  /** Fed ids, time-major. */
  readonly inputs_TB: Int32Array;
  readonly lengths_B: Int32Array;
  /** Dropout on word vectors and between layers. */
  readonly drop?: <T extends Tensor>(x: T) => T;
}

/** The decoder's parameters at work: words in, states and outputs out. */
export interface Network {
  readonly sizes: Sizes;
  /** H, the width of an output. */
  readonly hidden: number;
  /** Probabilities of words of outputs. */
  readonly output: BuiltOutput;
  /** The start, given z `[B, Z]` and c `[B, C]`. */
  begin(z_BZ: Tensor2D | undefined, c_BC: Tensor2D | undefined, rows: number): DecoderState;
  run(state: DecoderState, feed: Feed): StackedLstmOutputs;
}

export const buildNetwork = (scope: Scope, sizes: Sizes, options: LstmDecoderOptions): Network => {
  const { hidden, layers, inputless, latent } = options;
  const { vocabulary, condition } = sizes;
  const embedding = embeddingOf(options.embedding);
  const embed = embedding.build(scope, sizes);
  const latentInput = latent === "state" ? 0 : sizes.latent;
  const initialStates = buildInitialStates(scope, {
    latent: latent === "input" ? 0 : sizes.latent,
    hidden,
    layers,
  });
  const input = embedding.size + latentInput + condition;
  const stack = stackedLstm(scope, { input, hidden, layers });
  const { table_VE } = embed;
  const output = buildOutput(options.output, scope, { vocabulary, features: hidden, table_VE });

  return {
    sizes,
    hidden,
    output,
    begin(z_BZ, c_BC, rows) {
      const side = [latentInput > 0 ? z_BZ : undefined, condition > 0 ? c_BC : undefined];
      return { states: initialStates(z_BZ, rows), side_BX: sideBySide(side) };
    },
    run({ states, side_BX }, { inputs_TB, lengths_B, drop = (x) => x }) {
      const rows = lengths_B.length;
      const time = inputs_TB.length / rows;
      if (inputless) {
        // The same at every step, and without z and c beside it the same for all sentences.
        const unknown = new Int32Array(side_BX ? rows : 1).fill(blankOf(vocabulary));
        const x = sideBySide([embed(unknown), side_BX]) as Tensor2D;
        const x_TBE = reshape(x, [1, unknown.length, input]) as Tensor3D;
        return stack({ x_TBE, steps: time, lengths_B, states, between: drop });
      }
      const sideRows = Int32Array.from(inputs_TB, (_, position) => position % rows);
      const sides = side_BX && gatherRows(side_BX, sideRows);
      const x = sideBySide([drop(embed(inputs_TB)), sides]) as Tensor2D;
      const x_TBE = reshape(x, [time, rows, input]) as Tensor3D;
      return stack({ x_TBE, lengths_B, states, between: drop });
    },
  };
};
