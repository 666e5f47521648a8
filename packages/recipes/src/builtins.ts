import { createRegistry, type Registry } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { capacity, freeBits, kl, weighted } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { planar } from "@textvae/flow-planar";
import { deterministic, gaussian } from "@textvae/prior-gaussian";
import { vmf } from "@textvae/prior-vmf";
import { autoencoder } from "./autoencoder.ts";
import { nvrnn } from "./nvrnn.ts";
import type { Recipe } from "./recipe.ts";
import { rnnlm } from "./rnnlm.ts";

/** A new registry with every plugin of textvae that a model is made of. */
export const builtins = (): Registry =>
  createRegistry().use(
    capacity,
    deterministic,
    freeBits,
    gaussian,
    kl,
    lstmDecoder,
    lstmEncoder,
    planar,
    vmf,
    weighted,
  );

/** Every recipe by name. */
export const recipes: Readonly<Record<string, Recipe>> = Object.fromEntries(
  [autoencoder, nvrnn, rnnlm].map((recipe) => [recipe.name, recipe as Recipe]),
);
