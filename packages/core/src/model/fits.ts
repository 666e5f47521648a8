import type { Variable } from "@tensorflow/tfjs-core";
import { memoryBound, TextvaeError } from "@textvae/ops";

const BYTES = 4;

/**
 * Throws `OUT_OF_MEMORY` where parameters and their gradients, which every training holds, take
 * more than there is.
 */
export const checkFits = (
  name: string,
  shape: readonly number[],
  others: Iterable<Variable>,
): void => {
  let count = shape.reduce((product, size) => product * size, 1);
  for (const { size } of others) count += size;
  const bytes = BYTES * count;
  const bound = memoryBound();
  if (2 * bytes <= bound) return;
  throw new TextvaeError("OUT_OF_MEMORY", `parameter ${name}`, {
    expected: `a model that can be trained in ${said(bound)}`,
    got: `one of at least ${count} parameters with [${shape}]: ${said(bytes)}, as much again for gradients and ${said(2 * bytes)} for Adam's state`,
    hint: "Make its layers, embedding or vocabulary smaller.",
  });
};

const said = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
