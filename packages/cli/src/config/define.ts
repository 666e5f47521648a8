import type {
  autoencoder,
  bernoulliHash,
  betaVae,
  bmsh,
  categoricalVae,
  cyclical,
  iwae,
  nvdm,
  nvrnn,
  rnnlm,
  wae,
} from "@textvae/recipes";
import type { z } from "zod";
import type { PartialSettings } from "./schema.ts";

interface RecipeOptions {
  readonly autoencoder: z.input<(typeof autoencoder)["options"]>;
  readonly "bernoulli-hash": z.input<(typeof bernoulliHash)["options"]>;
  readonly "beta-vae": z.input<(typeof betaVae)["options"]>;
  readonly bmsh: z.input<(typeof bmsh)["options"]>;
  readonly "categorical-vae": z.input<(typeof categoricalVae)["options"]>;
  readonly cyclical: z.input<(typeof cyclical)["options"]>;
  readonly iwae: z.input<(typeof iwae)["options"]>;
  readonly nvdm: z.input<(typeof nvdm)["options"]>;
  readonly nvrnn: z.input<(typeof nvrnn)["options"]>;
  readonly rnnlm: z.input<(typeof rnnlm)["options"]>;
  readonly wae: z.input<(typeof wae)["options"]>;
}

type ForRecipe<Name extends keyof RecipeOptions> = Omit<PartialSettings, "recipe" | "options"> & {
  readonly recipe: Name;
  readonly options?: RecipeOptions[Name];
};

/** What `textvae.config.ts` exports; the options are those of the recipe. */
export type UserConfig = { [Name in keyof RecipeOptions]: ForRecipe<Name> }[keyof RecipeOptions];

/**
 * The configuration as it is, checked by the compiler.
 *
 * @example
 * export default defineConfig({ recipe: "nvrnn", options: { prior: "vmf", kappa: 80 }, epochs: 3 });
 */
export const defineConfig = (config: UserConfig): UserConfig => config;
