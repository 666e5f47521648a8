import { checkOptions } from "@textvae/core";
import {
  type Negotiated,
  type NegotiateSettings,
  type NegotiationEvent,
  negotiate,
  negotiateSettings,
  requireNegotiations,
  summarise,
} from "@textvae/negotiation";
import { formatted, withError } from "@textvae/report/text";
import type { Trained } from "@textvae/workbench";
import { openLearner, openSelection } from "@textvae/workbench";
import type { Flags } from "../command.ts";
import { readFlags } from "../config/flags.ts";
import { INTERRUPTED } from "../interruption.ts";
import type { Io, Outcome } from "../io.ts";
import { showEvent, showGame, showSummaries } from "../negotiation/show.ts";
import { withModel } from "../trained.ts";

/** Trains the policy of a supervised run by self-play against a copy of it, and plays held-out games. */
export const negotiateCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(negotiateSettings, flags);
  const chosen = checkOptions(negotiateSettings, given, "negotiate");
  const settings = chosen as unknown as NegotiateSettings;
  return withModel(flags, (trained) => negotiated(trained, settings, io, flags.json === true), {
    io,
  });
};

const negotiated = async (
  trained: Trained,
  settings: NegotiateSettings,
  io: Io,
  json: boolean,
): Promise<Outcome> => {
  const { out = `${trained.folder}-negotiated` } = settings;
  const supervised = trained.model.model;
  const dataset = requireNegotiations(await trained.dataset(), supervised);
  const { agent, run, unlock } = await openLearner(trained, out, settings);
  try {
    const result = await negotiate({
      ...{ supervised, agent, dataset, run, settings },
      selectionRun: (dataset) => openSelection(run.storage, dataset, settings),
      tell: telling(settings, io, json),
      ...(io.signal && { signal: io.signal }),
    });
    return result.stopped
      ? stopped(trained.folder, out, result.step)
      : finished(out, settings, result);
  } finally {
    agent.dispose();
    await unlock();
  }
};

const SELF_PLAY: readonly NegotiationEvent["kind"][] = ["start", "self-play", "checkpoint", "end"];

const telling =
  (settings: NegotiateSettings, { stdout, stderr }: Io, json: boolean) =>
  (event: NegotiationEvent): void => {
    if (json) {
      if (SELF_PLAY.includes(event.kind)) stdout.write(`${JSON.stringify(event)}\n`);
      return;
    }
    const line = showEvent(event, settings);
    if (line !== undefined) stderr.write(`${line}\n`);
  };

const finished = (
  run: string,
  { split, show }: NegotiateSettings,
  { step, before, games, gain, choices: { accuracy, evaluation } }: Negotiated & { stopped: false },
): Outcome => {
  const after = summarise(games, 0);
  const shown = games.slice(0, show);
  const choices = { accuracy, ...evaluation };
  return {
    kind: "negotiation",
    data: { run, step, split, before, after, gain, games: shown, choices },
    text: [
      `${formatted(after.games)} scenarios of ${split}, against the supervised model: ${withError(gain.points, gain.error, 2)} points more, paired by scenario\n${showSummaries({ before, after })}`,
      ...shown.map(showGame),
      `run     ${run}`,
    ].join("\n\n"),
  };
};

const stopped = (run: string, out: string, step: number): Outcome => ({
  kind: "stopped",
  data: { run: out, step },
  text: `stopped at update ${step}; continue with: textvae negotiate --run ${run} --out ${out}`,
  exitCode: INTERRUPTED,
});
