import type { Law } from "../law.ts";
import { type Agreement, agreement, disagreement, toleranceOf } from "./backend/agreement.ts";
import { arithmeticAgreements } from "./backend/arithmetic.ts";
import { arrangementAgreements } from "./backend/arrangement.ts";
import { closedForms } from "./backend/closed-forms.ts";
import { convolutionAgreements } from "./backend/convolution.ts";
import { elementwiseAgreements } from "./backend/elementwise.ts";
import { indexingAgreements } from "./backend/indexing.ts";
import { productAgreements } from "./backend/products.ts";
import { reductionAgreements } from "./backend/reduction.ts";
import { textOpAgreements } from "./backend/text-ops.ts";
import { trainingLaws } from "./backend/training.ts";

const agreements = (): Agreement[] => [
  ...productAgreements(),
  ...elementwiseAgreements(),
  ...arithmeticAgreements(),
  ...arrangementAgreements(),
  ...indexingAgreements(),
  ...reductionAgreements(),
  ...convolutionAgreements(),
  ...textOpAgreements(),
  ...closedForms(),
];

/**
 * What a tfjs backend must satisfy for models to train on it: values and gradients of the kernels
 * and operations that models use agree with their definitions in double precision, at the sizes
 * where blocked kernels go wrong, and no tensor is left over. They run on the current backend.
 */
export const backendLaws = (): Law[] => [...agreements().map(agreement), ...trainingLaws()];

/** How far an operation is from its definition on the current backend. */
export interface OperationError {
  readonly operation: string;
  /** How often it was compared: at so many sizes and settings. */
  readonly cases: number;
  /** The largest |actual − expected| / (1 + |expected|), of values and gradients. */
  readonly error: number;
  /** What the laws allow. */
  readonly tolerance: number;
}

/**
 * The errors behind `backendLaws`, operation by operation, for tables. An operation that can't
 * run has an infinite error.
 *
 * @example
 * await wasm().start();
 * for (const { operation, error } of await backendErrors()) console.log(operation, error);
 */
export const backendErrors = async (): Promise<OperationError[]> => {
  const errors = new Map<string, OperationError>();
  for (const subject of agreements()) {
    const operation = subject.name.split(/[ ,]/)[0] as string;
    const { cases = 0, error = 0, tolerance = 0 } = errors.get(operation) ?? {};
    const found = await disagreement(subject).catch(() => Infinity);
    errors.set(operation, {
      operation,
      cases: cases + 1,
      error: Number.isNaN(found) ? Infinity : Math.max(error, found),
      tolerance: Math.max(tolerance, toleranceOf(subject)),
    });
  }
  return [...errors.values()];
};
