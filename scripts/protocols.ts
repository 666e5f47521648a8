/*
 * What the published way of scoring makes of weights that are there: von Mises-Fisher runs of `nvrnn` by their bound,
 * by the mean of three codes with the KL of one, and by that mean charged for what it tells. Puts a row for each run
 * into results/protocols.json.
 *
 *   pnpm protocols "vMF, κ = 35=runs/vmf" …
 */
import { elbo, evaluate } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { klToUniform, meanLatentKl } from "@textvae/prior-vmf";
import { useModel } from "@textvae/workbench";
import { add } from "./results/store.ts";

/** The decoder reads the mean of so many codes. */
const SAMPLES = 3;

const runs = process.argv.slice(2).map((argument) => /^(.+)=([^=]+)$/.exec(argument)?.slice(1));
if (runs.length === 0 || runs.some((run) => run === undefined)) {
  throw new Error("usage: protocols.ts LABEL=RUN …");
}

for (const [label, place] of runs as [string, string][]) {
  const row = await useModel({ place }, async ({ model: trained, config, dataset }) => {
    const { dim, kappa } = (config?.options ?? {}) as {
      readonly dim?: number;
      readonly kappa?: number;
    };
    if (!dim || !kappa) throw new Error(`expected a run with a fixed κ; got ${place}`);
    const scored = { model: trained.model, dataset: await dataset(), split: "test" } as const;
    const averaged = elbo({ divergence: kl(), samples: SAMPLES, combine: "meanLatent" });
    const valid = await evaluate({ ...scored, objective: elbo({ divergence: kl() }) });
    const { reconstruction, tokens, items } = await evaluate({ ...scored, objective: averaged });
    const pplOf = (nats: number): number => Math.exp((nats * items) / tokens);
    // A run that was trained as published has the KL of two dimensions more.
    const exact = klToUniform(dim, kappa);
    // The formula of the published code is the KL in two dimensions more.
    const charged = klToUniform(dim + 2, kappa);
    const read = meanLatentKl(dim, kappa, SAMPLES, { draws: 40_000 });
    return {
      ...{ d: dim, kappa, items, tokens },
      valid: {
        reconstruction: valid.reconstruction,
        kl: exact,
        ppl: pplOf(valid.reconstruction + exact),
      },
      published: { reconstruction, kl: charged, ppl: pplOf(reconstruction + charged) },
      charged: { kl: read, ppl: pplOf(reconstruction + read) },
    };
  });
  add("protocols", [{ label, commands: [`pnpm protocols "${label}=RUN"`], ...row }]);
  console.log(label, row);
}
