import {
  type AnyPlugin,
  type ModelParts,
  optionKeys,
  type Registry,
  TextvaeError,
} from "@textvae/core";
import * as z from "zod";

/** Which latent family, by its name in the registry, and what bends its posterior. */
export const latentOptions = {
  prior: z
    .string()
    .default("vmf")
    .describe("latent family: vmf, gaussian, mixture of one, or a plugin of yours"),
  dim: z.int().min(1).optional().describe("width of the latent code; default: 50"),
  kappa: z.number().optional().describe("fixed concentration of the vmf posterior"),
  priorOptions: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      'further options of the prior; of a mixture {"family": "vmf", "components": 20, "familyOptions": {"kappa": 35}}',
    ),
  flow: z.string().optional().describe("flow on the posterior, e.g. planar"),
};
/** The width of the code where a recipe has one of its own. */
export const dimOption = (preset: number): z.ZodDefault<z.ZodInt> =>
  z.int().min(1).default(preset).describe("width of the latent code");

export type LatentOptions = z.output<z.ZodObject<typeof latentOptions>>;

/** What a recipe sets where nothing was chosen. */
export interface LatentPresets {
  /** Width of codes. Default 50. */
  readonly size?: number;
  /** Options of priors by name that a paper sets. */
  readonly presets?: Readonly<Record<string, object>>;
  /** Those that it sets of a prior by itself, not of one that another is made over. */
  readonly alone?: Readonly<Record<string, object>>;
}

/** The prior and the flow that the options name. Throws `PLUGIN` for unknown ones. */
export const latentPartsOf = (
  chosen: LatentOptions,
  registry: Registry,
  presets: LatentPresets = {},
): Required<Pick<ModelParts, "prior">> & Pick<ModelParts, "flows"> => {
  const { prior, flow } = chosen;
  return {
    prior: priorOf(prior, chosen, registry, presets),
    ...(flow && {
      flows: [registry.find("flow", flow)() as NonNullable<ModelParts["flows"]>[number]],
    }),
  };
};

/**
 * The prior of that name. A `family` among its options names the prior that it is made over, which
 * the width of the code then belongs to.
 */
const priorOf = (
  name: string,
  { dim, kappa, priorOptions }: LatentOptions,
  registry: Registry,
  { size: preset = 50, presets = {}, alone = {} }: LatentPresets,
): NonNullable<ModelParts["prior"]> => {
  const { family, familyOptions, ...own } = priorOptions;
  const made = (prior: string, given: object) => {
    const plugin = registry.find("prior", prior);
    // A family whose width follows from other options is told only a width that someone chose.
    const takesSize = optionKeys(plugin.meta.options)?.includes("size") ?? true;
    if (dim !== undefined && !takesSize) throw withoutWidth(prior, dim);
    const size = dim ?? (takesSize ? preset : undefined);
    return plugin({
      ...(size !== undefined && { size }),
      ...presets[prior],
      ...(kappa !== undefined && { kappa }),
      ...given,
    }) as NonNullable<ModelParts["prior"]>;
  };
  if (typeof family !== "string") {
    if (family !== undefined) throw noFamily(family);
    return made(name, { ...alone[name], ...priorOptions });
  }
  const over = registry.find("prior", name);
  requireOwn(over, own);
  const inner = made(family, optionsOf(familyOptions));
  return over({ prior: inner, ...own }) as NonNullable<ModelParts["prior"]>;
};

const noFamily = (family: unknown): TextvaeError =>
  new TextvaeError("OPTION", "priorOptions.family", {
    expected: "the name of a latent family, such as gaussian",
    got: JSON.stringify(family),
  });

const optionsOf = (familyOptions: unknown): object => {
  if (familyOptions === undefined) return {};
  if (Object.prototype.toString.call(familyOptions) === "[object Object]") {
    return familyOptions as object;
  }
  throw new TextvaeError("OPTION", "priorOptions.familyOptions", {
    expected: "options of the family by name",
    got: JSON.stringify(familyOptions),
  });
};

/** Those who write options of the family beside it learn where they stand. */
const requireOwn = ({ meta }: AnyPlugin, own: object): void => {
  const known = optionKeys(meta.options)?.filter((key) => key !== "prior");
  const strange = Object.keys(own).find((key) => known && !known.includes(key));
  if (strange === undefined) return;
  throw new TextvaeError("OPTION", "priorOptions", {
    expected: `options of ${meta.name}: family, familyOptions, ${known?.join(", ")}`,
    got: JSON.stringify(strange),
    hint: `Options of the family stand within: {"familyOptions": {"${strange}": …}}.`,
  });
};

const withoutWidth = (prior: string, dim: number): TextvaeError =>
  new TextvaeError("OPTION", "dim", {
    expected: `no width "size" beside prior "${prior}", whose own options make it`,
    got: String(dim),
    hint: 'Leave it out where the recipe has no width of its own, or choose another prior. A mixture takes the width of its family: --prior-options \'{"family": "gaussian"}\'.',
  });
