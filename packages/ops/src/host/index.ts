import { mendBins } from "./bins.ts";
import { mendConvolutions } from "./convolutions.ts";
import { mendEmptyReductions } from "./empty-reductions.ts";
import { mendScatter, mendSparseSegments } from "./rows.ts";
import { mendRunningTotals } from "./running-totals.ts";
import type { HostTensors } from "./tensors.ts";

export { segmentSum } from "./rows.ts";
export type { HostCall, HostTensors } from "./tensors.ts";

/**
 * Mends what adds up many numbers on a backend whose tensors JavaScript can read: in double
 * precision, rounded once, where tfjs adds one by one in single precision; and reductions of
 * nothing, which are their neutral elements.
 *
 * @example
 * mendHostSums({ backendName: "cpu", valuesOf, filled });
 */
export const mendHostSums = <B>(tensors: HostTensors<B>): void => {
  mendRunningTotals(tensors);
  mendScatter(tensors);
  mendSparseSegments(tensors);
  mendBins(tensors);
  mendConvolutions(tensors);
  mendEmptyReductions(tensors);
};
