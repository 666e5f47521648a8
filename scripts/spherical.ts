/*
 * What the published von Mises-Fisher sentence models ("Spherical Latent Spaces for Stable Variational
 * Autoencoders", Xu and Durrett 2018, Table 3) would score, had they been charged for the code that their
 * decoder reads, in results/spherical-charge.json and docs/spherical.svg; and what the validation split said of
 * the models of results/ptb-converged.json while they were trained, in docs/ptb-converged.svg.
 *
 *   pnpm spherical && pnpm results draw
 */
import { writeFileSync } from "node:fs";
import { klToUniform, meanLatentKl } from "@textvae/prior-vmf";
import { tableOf } from "./results/store.ts";
import type { Table } from "./results/table.ts";
import { validationCurves } from "./spherical/curves.ts";
import { type Corpus, spread } from "./spherical/figure.ts";

/** Scored tokens a sentence of the test splits, ends included. */
const [PTB, YELP] = [82_430 / 3_761, 48.489];

/** Perplexities as published, and the settings in the code that made them. */
const published = [
  { of: "Penn Treebank", tokens: PTB, d: 50, kappa: 35, rnnlm: 114, gaussian: 109, vmf: 98 },
  {
    of: "Penn Treebank, inputless",
    tokens: PTB,
    d: 50,
    kappa: 80,
    rnnlm: 596,
    gaussian: 379,
    vmf: 262,
  },
  { of: "Yelp", tokens: YELP, d: 100, kappa: 40, rnnlm: 55, gaussian: 55, vmf: 54 },
  { of: "Yelp, inputless", tokens: YELP, d: 100, kappa: 200, rnnlm: 432, gaussian: 256, vmf: 134 },
];

/** The decoder reads the mean of so many codes. */
const SAMPLES = 3;

const rows = published.map(({ of, tokens, d, kappa, ...ppl }) => {
  // The formula of the published code is the KL in two dimensions more.
  const charged = klToUniform(d + 2, kappa);
  const read = meanLatentKl(d, kappa, SAMPLES, { draws: 40_000 });
  const bound = ppl.vmf * Math.exp((read - charged) / tokens);
  return { label: of, d, kappa, tokens, published: ppl, kl: { charged, read }, bound };
});

const table: Table = {
  of: "perplexity, test split",
  columns: [
    { head: "RNNLM", of: "published.rnnlm" },
    { head: "Gaussian", of: "published.gaussian" },
    { head: "vMF, published", of: "published.vmf" },
    { head: "d", of: "d" },
    { head: "κ", of: "kappa" },
    { head: "KL charged", of: "kl.charged", digits: 2 },
    { head: "KL of what is decoded", of: "kl.read", digits: 2 },
    { head: "vMF, charged for it", of: "bound", digits: 0 },
  ],
  rows,
};

const file = (path: string) => new URL(`../${path}`, import.meta.url);
writeFileSync(file("results/spherical-charge.json"), `${JSON.stringify(table, null, 2)}\n`);
const corpora = rows.map(({ label, published, bound }): Corpus => ({ label, ...published, bound }));
writeFileSync(file("docs/spherical.svg"), spread(corpora));

const trained = validationCurves(tableOf("ptb-converged").rows);
writeFileSync(file("docs/ptb-converged.svg"), trained);
