import { registerGradients } from "@textvae/ops";
import type { Law } from "../law.ts";
import { agreement } from "./backend/agreement.ts";
import { arithmeticAgreements } from "./backend/arithmetic.ts";
import { arrangementAgreements } from "./backend/arrangement.ts";
import { convolutionAgreements } from "./backend/convolution.ts";
import { elementwiseAgreements } from "./backend/elementwise.ts";
import { indexingAgreements } from "./backend/indexing.ts";
import { productAgreements } from "./backend/products.ts";
import { reductionAgreements } from "./backend/reduction.ts";
import { textOpAgreements } from "./backend/text-ops.ts";
import { trainingLaws } from "./backend/training.ts";

/**
 * What a tfjs backend must satisfy for models to train on it: values and gradients of the kernels
 * and operations that models use agree with their definitions in double precision, at the sizes
 * where blocked kernels go wrong, and no tensor is left over. They run on the current backend.
 */
export const backendLaws = (): Law[] => {
  registerGradients();
  return [
    ...[
      ...productAgreements(),
      ...elementwiseAgreements(),
      ...arithmeticAgreements(),
      ...arrangementAgreements(),
      ...indexingAgreements(),
      ...reductionAgreements(),
      ...convolutionAgreements(),
      ...textOpAgreements(),
    ].map(agreement),
    ...trainingLaws(),
  ];
};
