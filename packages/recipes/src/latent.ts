import type { ModelParts, Registry } from "@textvae/core";
import { z } from "zod";

/** Which latent family, by its name in the registry, and what bends its posterior. */
export const latentOptions = {
  prior: z.string().default("vmf").describe("latent family: vmf, gaussian, or a plugin of yours"),
  dim: z.int().min(1).default(50).describe("width of the latent code"),
  kappa: z.number().optional().describe("fixed concentration of the vmf posterior"),
  priorOptions: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("further options of the prior"),
  flow: z.string().optional().describe("flow on the posterior, e.g. planar"),
};
export type LatentOptions = z.output<z.ZodObject<typeof latentOptions>>;

/** Options of priors by name that a paper sets; what is chosen goes before them. */
export type PriorPresets = Readonly<Record<string, object>>;

/** The prior and the flow that the options name. Throws `PLUGIN` for unknown ones. */
export const latentPartsOf = (
  { prior, dim: size, kappa, priorOptions, flow }: LatentOptions,
  registry: Registry,
  presets: PriorPresets = {},
): Pick<ModelParts, "prior" | "flows"> => {
  const made = registry.find(
    "prior",
    prior,
  )({ size, ...presets[prior], ...(kappa !== undefined && { kappa }), ...priorOptions });
  return {
    prior: made as NonNullable<ModelParts["prior"]>,
    ...(flow && {
      flows: [registry.find("flow", flow)() as NonNullable<ModelParts["flows"]>[number]],
    }),
  };
};
