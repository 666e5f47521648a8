import { showWeights } from "@textvae/report/lines";
import { weightsOf } from "@textvae/runs/measures";
import { configSchema } from "@textvae/settings";
import { type Trained, useModel } from "@textvae/workbench";
import type { Flags } from "./command.ts";
import { readFlags } from "./config/flags.ts";
import { loadConfig } from "./config/load.ts";
import type { Io, Outcome } from "./io.ts";
import { ofWeights } from "./weights.ts";

export interface Use {
  /** Keeps others out of the run's folder meanwhile. */
  readonly writes?: boolean;
  /** Told whose weights these are, where the text is what a program reads, such as sentences. */
  readonly io?: Io;
}

/** What a command line may say of a model beside its place. */
const beside = configSchema.pick({ backend: true, threads: true, data: true });

/**
 * Opens what `--run` names, with the weights of a run's best checkpoint, and frees it after use. The
 * outcome says of which step they are.
 */
export const withModel = async (
  flags: Flags,
  use: (trained: Trained) => Promise<Outcome>,
  { writes = false, io }: Use = {},
): Promise<Outcome> => {
  const { plugins = [], recipes = [] } = await loadConfig(flags.config as string | undefined);
  const said = readFlags(beside, flags);
  const request = { place: flags.run as string, file: { plugins, recipes }, said, writes };
  return useModel(request, async (trained) => {
    const weights = weightsOf(trained.model.facts);
    const outcome = await use(trained);
    if (io && flags.json !== true) io.stderr.write(`${showWeights(weights)}\n`);
    return ofWeights(outcome, weights, io === undefined);
  });
};
