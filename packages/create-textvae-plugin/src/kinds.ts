/** What can be begun with. */
export type Kind = "prior" | "flow" | "encoder" | "decoder" | "divergence" | "dataset";

interface Template {
  readonly what: string;
  /** Packages of textvae that it needs beside those of any plugin. */
  readonly peers?: readonly string[];
}

/** Each kind has a folder of its name in `templates/`. */
export const KINDS: Readonly<Record<Kind, Template>> = {
  prior: { what: "a latent family: the Laplace distribution", peers: ["@textvae/layers"] },
  flow: { what: "a map of codes: the radial flow", peers: ["@textvae/layers"] },
  encoder: { what: "a reader of sentences: a gated recurrent unit", peers: ["@textvae/layers"] },
  decoder: {
    what: "a writer of sentences: each word from the one before and the code",
    peers: ["@textvae/layers", "@textvae/text"],
  },
  divergence: { what: "a tie between posterior and prior: Jeffreys' divergence" },
  dataset: { what: "a corpus: lines of JSON", peers: ["@textvae/text"] },
};
