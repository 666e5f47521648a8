import type { latentActions } from "@textvae/negotiation/latent-actions";
import type {
  autoencoder,
  bernoulliHash,
  betaVae,
  bmsh,
  categoricalVae,
  cnnVae,
  cvae,
  cyclical,
  freeBitsPretrained,
  iwae,
  lagging,
  nvdm,
  nvrnn,
  nvrnnBow,
  Recipe,
  rnnlm,
  saVae,
  vae,
  vhred,
  wae,
  waeNf,
  waeRnf,
} from "@textvae/recipes";
import type { z } from "zod";
import type { PartialSettings } from "./schema.ts";

/** Options by the name of the recipe; a test holds it complete. */
export interface RecipeOptions {
  readonly autoencoder: z.input<(typeof autoencoder)["options"]>;
  readonly "bernoulli-hash": z.input<(typeof bernoulliHash)["options"]>;
  readonly "beta-vae": z.input<(typeof betaVae)["options"]>;
  readonly bmsh: z.input<(typeof bmsh)["options"]>;
  readonly "categorical-vae": z.input<(typeof categoricalVae)["options"]>;
  readonly "cnn-vae": z.input<(typeof cnnVae)["options"]>;
  readonly cvae: z.input<(typeof cvae)["options"]>;
  readonly cyclical: z.input<(typeof cyclical)["options"]>;
  readonly "free-bits-pretrained": z.input<(typeof freeBitsPretrained)["options"]>;
  readonly iwae: z.input<(typeof iwae)["options"]>;
  readonly lagging: z.input<(typeof lagging)["options"]>;
  readonly "latent-actions": z.input<(typeof latentActions)["options"]>;
  readonly nvdm: z.input<(typeof nvdm)["options"]>;
  readonly nvrnn: z.input<(typeof nvrnn)["options"]>;
  readonly "nvrnn-bow": z.input<(typeof nvrnnBow)["options"]>;
  readonly rnnlm: z.input<(typeof rnnlm)["options"]>;
  readonly "sa-vae": z.input<(typeof saVae)["options"]>;
  readonly vae: z.input<(typeof vae)["options"]>;
  readonly vhred: z.input<(typeof vhred)["options"]>;
  readonly wae: z.input<(typeof wae)["options"]>;
  readonly "wae-nf": z.input<(typeof waeNf)["options"]>;
  readonly "wae-rnf": z.input<(typeof waeRnf)["options"]>;
}

type ForRecipe<Name extends keyof RecipeOptions> = Omit<PartialSettings, "recipe" | "options"> & {
  readonly recipe: Name;
  readonly options?: RecipeOptions[Name];
};

/** With recipes of its own, whose options are checked when they are read. */
type WithRecipes = PartialSettings & { readonly recipes: readonly [Recipe, ...Recipe[]] };

/** What `textvae.config.ts` exports; the options are those of the recipe. */
export type UserConfig =
  | { [Name in keyof RecipeOptions]: ForRecipe<Name> }[keyof RecipeOptions]
  | WithRecipes;

/**
 * The configuration as it is, checked by the compiler.
 *
 * @example
 * export default defineConfig({ recipe: "nvrnn", options: { prior: "vmf", kappa: 80 }, epochs: 3 });
 */
export const defineConfig = (config: UserConfig): UserConfig => config;
