import {
  add,
  mul,
  neg,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { type Decoder, type TextBatch, TextvaeError } from "@textvae/core";
import { linearHead, mlp } from "@textvae/layers";
import { softmaxCrossEntropy } from "@textvae/ops";

export interface FormDecoderOptions {
  /** Fields, the end of the text among them. */
  readonly fields: number;
  /** Width of the layer between the condition and the fields. */
  readonly hidden: number;
}

/**
 * A form that is filled in: log p(x|c) = Σ_t log p_t(w_t|c) in nats, `[B]`, each word of a short text
 * from a softmax of its own on tanh(cW + b), whatever stands in the other fields.
 *
 * @throws {TextvaeError} `SHAPE` for texts that are longer than the form.
 *
 * @example
 * const decoder = formDecoder({ fields: 4, hidden: 64 });
 */
export const formDecoder = ({ fields, hidden }: FormDecoderOptions): Decoder => ({
  reads: ["text"],
  build(scope, { condition, vocabulary }) {
    const read = mlp(scope.child("hidden"), {
      input: condition,
      hidden: [hidden],
      activation: "tanh",
    });
    const heads = Array.from({ length: fields }, (_, t) =>
      linearHead(scope.child(`field.${t}`), hidden, vocabulary.size),
    );
    return {
      logProb: (batch, _z, { c_BC }) =>
        tidy(() => {
          const { tokens_BT, lengths_B, time } = batch.text as TextBatch;
          if (time > fields) throw tooLong(time, fields);
          const h_BH = read(c_BC as Tensor2D);
          const nats = heads.slice(0, time).map((head, t) => {
            const words_B = lengths_B.map((_, b) => tokens_BT[b * time + t] as number);
            const written_B = Float32Array.from(lengths_B, (length) => Number(t < length));
            return mul(softmaxCrossEntropy(head(h_BH), words_B), tensor1d(written_B)) as Tensor1D;
          });
          return neg(nats.reduce<Tensor1D>((a, b) => add(a, b), zeros([batch.size])));
        }),
    };
  },
});

const tooLong = (time: number, fields: number): TextvaeError =>
  new TextvaeError("SHAPE", "formDecoder", {
    expected: `texts of at most ${fields} words, their end among them`,
    got: String(time),
  });
