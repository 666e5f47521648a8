import { sum, type Tensor, type Tensor1D, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import type { Distribution, TextvaeError } from "@textvae/core";
import { allNear, holds, type Law, law, sameShape } from "../law.ts";
import { numbersOf } from "../tensors.ts";
import { type DistributionSubject, instance, rowsOf } from "./family.ts";

/** `crossEntropyTo` is `klTo` and `entropy` together, for several distributions at once and in their order. */
export const crossEntropyLaws = (subject: DistributionSubject): Law[] => {
  const against = (subject.against ?? []).filter((p) => isOneOf(subject, p));
  if (against.length === 0) return [];
  return [
    law("−E[log p(z)] = KL(q‖p) + H[q]", () => sumsUp(subject, against)),
    law("−E[log p(z)] is of one component at least, each of one row", () => refuses(subject)),
  ];
};

const refuses = (subject: DistributionSubject): void => {
  tidy(() => {
    const q = instance(subject);
    refused("none", () => q.crossEntropyTo?.([]));
    if (q.batch > 1) refused(`one of ${q.batch} rows`, () => q.crossEntropyTo?.([q]));
  });
};

const refused = (what: string, ask: () => unknown): void => {
  try {
    ask();
  } catch (error) {
    holds((error as TextvaeError).code === "SHAPE", `crossEntropyTo of ${what}: ${error}`);
    return;
  }
  holds(false, `crossEntropyTo of ${what} is not refused`);
};

const isOneOf = (subject: DistributionSubject, p: () => Distribution): boolean =>
  tidy(() => p().batch === 1 && instance(subject).crossEntropyTo?.([p()]) !== undefined);

const sumsUp = async (
  subject: DistributionSubject,
  against: readonly (() => Distribution)[],
): Promise<void> => {
  const rows = rowsOf(subject);
  const found_BC = await numbersOf(() => {
    const components = against.map((p) => p());
    const each_BC = instance(subject).crossEntropyTo?.(components) as Tensor2D;
    sameShape(each_BC.shape, [rows, against.length], "crossEntropyTo");
    return each_BC;
  });
  const entropy_B = await numbersOf(() => instance(subject).entropy?.() as Tensor1D);
  for (const [c, p] of against.entries()) {
    const kl_B = await numbersOf(() => {
      const kl = instance(subject).klTo?.(p()) as Tensor;
      return kl.rank === 2 ? sum(kl, 1) : kl;
    });
    const own = kl_B.map((_, b) => found_BC[b * against.length + c] as number);
    const wanted = kl_B.map((kl, b) => kl + (entropy_B[b] as number));
    allNear(own, wanted, 1e-5, `crossEntropyTo, distribution ${c}`);
  }
};
