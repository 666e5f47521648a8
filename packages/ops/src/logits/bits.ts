import {
  expandDims,
  gather,
  minimum,
  mul,
  scalar,
  type Tensor,
  tensor1d,
} from "@tensorflow/tfjs-core";

/** A bit of log-odds l as two classes, one and zero: logits whose difference is l, the larger 0. */
export const pairOf = (l: Tensor): Tensor => minimum(mul(expandDims(l, -1), tensor1d([1, -1])), 0);

/** Of derivatives in two such logits, which add up to zero, that in l. */
export const ofOne = (slopes: Tensor): Tensor =>
  // The node backend knows no axes counted from the end.
  gather(slopes, scalar(0, "int32"), slopes.rank - 1);
