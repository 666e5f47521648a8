import { clipByValue, tidy, zeros } from "@tensorflow/tfjs-core";
import { definePlugin, type Plugin, type Prior } from "@textvae/core/plugin";
import { linearHead } from "@textvae/layers";
import * as v from "valibot";
import { laplace } from "./laplace.ts";

export { type LaplaceParameters, laplace } from "./laplace.ts";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** Z, the width of the code. Default 16. */
  readonly size?: number | undefined;
}

const options = v.strictObject({
  size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 16),
});

/** |log b| is held below this, so that densities stay finite in single precision. */
const LIMIT = 10;

/**
 * Laplace codes: q(z|x) = Laplace(μ(h), b(h)) with linear heads μ and log b, and p(z) = Laplace(0, 1).
 * Variables `mean.kernel`, `mean.bias`, `logScale.kernel`, `logScale.bias`.
 *
 * @example
 * const prior = templatePart({ size: 16 });
 */
export const templatePart: Plugin<TemplatePartOptions, Prior> = definePlugin({
  kind: "prior",
  name: "template-part",
  version: "0.1.0",
  description: "Laplace posterior, standard Laplace prior",
  options,
  create: ({ size }): Prior => ({
    size,
    support: "euclidean",
    gradient: "pathwise",
    build: (scope, { features }) => {
      const mean = linearHead(scope.child("mean"), features, size);
      const logScale = linearHead(scope.child("logScale"), features, size);
      return {
        posterior: (h_BH) =>
          laplace({
            mean_BZ: mean(h_BH),
            logScale_BZ: tidy(() => clipByValue(logScale(h_BH), -LIMIT, LIMIT)),
          }),
        prior: () => laplace({ mean_BZ: zeros([1, size]), logScale_BZ: zeros([1, size]) }),
      };
    },
  }),
});
