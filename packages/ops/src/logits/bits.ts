import { minimum, neg, slice, squeeze, stack, type Tensor } from "@tensorflow/tfjs-core";

/** A bit of log-odds l as two classes, one and zero: logits whose difference is l, the larger 0. */
export const pairOf = (l: Tensor): Tensor => stack([minimum(l, 0), minimum(neg(l), 0)], -1);

/** Of derivatives in two such logits, which add up to zero, that in l. */
export const ofOne = (slopes: Tensor): Tensor =>
  squeeze(
    slice(
      slopes,
      slopes.shape.map(() => 0),
      [...slopes.shape.slice(0, -1), 1],
    ),
    [-1 + slopes.rank],
  );
