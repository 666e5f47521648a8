/** What can be begun with. Each has a folder of its name in `templates/`. */
export const KINDS = {
  prior: { what: "a latent family: the Laplace distribution" },
  flow: { what: "a map of codes: the radial flow" },
  encoder: { what: "a reader of sentences: a gated recurrent unit" },
  decoder: { what: "a writer of sentences: each word from the one before and the code" },
  divergence: { what: "a tie between posterior and prior: Jeffreys' divergence" },
  dataset: { what: "a corpus: lines of JSON" },
} as const;

export type Kind = keyof typeof KINDS;
