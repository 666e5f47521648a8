import { gather, reshape, type Tensor, type Tensor3D, tensor1d } from "@tensorflow/tfjs-core";
import { defineOp } from "./op.ts";

/** Row t·B + b of the reversed sequence, for all rows. Padding stays where it is. */
const reversedRows = (time: number, lengths_B: Int32Array): Int32Array => {
  const batch = lengths_B.length;
  return Int32Array.from({ length: time * batch }, (_, row) => {
    const b = row % batch;
    const t = (row - b) / batch;
    const length = lengths_B[b] as number;
    return t < length ? (length - 1 - t) * batch + b : row;
  });
};

/**
 * Each row of a time-major batch turned around within its own length, `[T, B, E]`. It is its own
 * inverse and its own gradient.
 */
export const reverseSequence = (x_TBE: Tensor3D, lengths_B: Int32Array): Tensor3D =>
  reverseSequenceOp({ x_TBE }, { lengths_B })[0] as Tensor3D;

const reverseSequenceOp = defineOp<{ x_TBE: Tensor3D }, { lengths_B: Int32Array }>({
  kernelName: "TextvaeReverseSequence",
  portable: ({ x_TBE }, { lengths_B }) => {
    const [time, batch, size] = x_TBE.shape;
    const x_RE = reshape(x_TBE, [time * batch, size]);
    const rows = tensor1d(reversedRows(time, lengths_B), "int32");
    return [reshape(gather(x_RE, rows), x_TBE.shape)];
  },
  gradient: ([dy], _, { lengths_B }) => ({
    x_TBE: (): Tensor => reverseSequence(dy as Tensor3D, lengths_B),
  }),
});
