import { add, type Tensor1D, type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import type { FlowOutput } from "../contracts/parts.ts";

/**
 * Maps of codes one after the other, with the sum of their log-determinants: a chain of flows.
 *
 * @example
 * const { z_BZ, logDet_B } = inTurn(z0_BZ, [first.forward, second.forward]);
 */
export const inTurn = (
  z_BZ: Tensor2D,
  maps: readonly ((z_BZ: Tensor2D) => FlowOutput)[],
): FlowOutput => {
  let code = z_BZ;
  let logDet_B = zeros([z_BZ.shape[0]]) as Tensor1D;
  for (const map of maps) {
    const next = map(code);
    code = next.z_BZ;
    logDet_B = add(logDet_B, next.logDet_B);
  }
  return { z_BZ: code, logDet_B };
};
