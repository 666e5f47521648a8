import type { Weights } from "@textvae/runs/measures";

/** `weights of step 50 (best; the last is 60)`. */
export const showWeights = ({ step, last, beyond, phase }: Weights): string => {
  const which = step === last ? " (best and last)" : ` (best; the last is ${last})`;
  return [
    `weights of step ${step}${last === undefined ? "" : which}`,
    ...(phase === undefined ? [] : [`phase "${phase}"`]),
    ...(beyond === undefined
      ? []
      : [`metrics go on to step ${beyond}, whose checkpoint is not there`]),
  ].join(", ");
};
