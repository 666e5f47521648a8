import { checkOptions } from "@textvae/core";
import { type Game, type Summary, summarise } from "@textvae/environment-negotiation";
import {
  playHeldOut,
  policyOptimizer,
  type SelfPlayEvent,
  type SelfPlaySetup,
  scenariosOf,
  selfPlay,
} from "@textvae/recipes";
import { readFlags } from "../config/flags.ts";
import { INTERRUPTED } from "../interruption.ts";
import { formatted, type Io, type Outcome } from "../io.ts";
import { openLearner, requireNegotiations } from "../negotiation/open.ts";
import { type NegotiateFlags, negotiateFlags } from "../negotiation/options.ts";
import { openSelection, type Selection } from "../negotiation/selection.ts";
import { showGame, showSummaries } from "../negotiation/show.ts";
import type { Flags } from "../session.ts";
import { type Trained, withModel } from "../trained.ts";

/** Trains the policy of a supervised run by self-play against a copy of it, and plays held-out games. */
export const negotiateCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(negotiateFlags, flags);
  const chosen = checkOptions(negotiateFlags, given, "negotiate") as unknown as NegotiateFlags;
  return withModel(flags, (trained) => negotiate(trained, chosen, io, flags.json === true), {
    io,
  });
};

const negotiate = async (
  trained: Trained,
  chosen: NegotiateFlags,
  io: Io,
  json: boolean,
): Promise<Outcome> => {
  const { out = `${trained.folder}-negotiated`, seed, split, turnLimit, maxLength } = chosen;
  const note = (line: string) => {
    if (!json) io.stderr.write(`${line}\n`);
  };
  const dataset = requireNegotiations(await trained.dataset(), trained.model.model);
  const scenarios = scenariosOf(dataset.dialogues);
  note(
    `${formatted(scenarios.train.length)} scenarios to train on, none of the ${formatted(scenarios[split].length)} of ${split} among them`,
  );
  const { agent, run, unlock } = await openLearner(trained, out, chosen);
  let selection: Selection | undefined;
  try {
    selection = await openSelection(out, dataset, chosen, {
      note,
      ...(io.signal && { signal: io.signal }),
    });
    if (!selection) return stopped(trained.folder, out, 0);
    const { chooser } = selection;
    const table = {
      agent,
      partner: trained.model.model,
      chooser,
      told: dataset.told,
      limit: turnLimit,
      maxLength,
    };
    const heldOut = { ...table, seed, scenarios: scenarios[split].slice(0, chosen.games) };
    const before = summarise(await playHeldOut({ ...heldOut, agent: trained.model.model }), 0);
    note(`before: ${showPlayed(before, before.score)}`);

    const setup = { ...table, run, scenarios: scenarios.train };
    const end = await learn(setup, chosen, io, json, note);
    if (end.stopped) return stopped(trained.folder, out, end.step);

    const games = await playHeldOut(heldOut);
    return finished(out, chosen, selection, { step: end.step, before, games });
  } finally {
    agent.dispose();
    selection?.model.dispose();
    await unlock();
  }
};

const finished = (
  run: string,
  { split, show }: NegotiateFlags,
  { accuracy, evaluation }: Selection,
  { step, before, games }: Played,
): Outcome => {
  const after = summarise(games, 0);
  const shown = games.slice(0, show);
  const choices = { accuracy, ...evaluation };
  return {
    kind: "negotiation",
    data: { run, step, split, before, after, games: shown, choices },
    text: [
      `${formatted(after.games)} scenarios of ${split}, against the supervised model\n${showSummaries({ before, after })}`,
      ...shown.map(showGame),
      `run     ${run}`,
    ].join("\n\n"),
  };
};

interface Played {
  readonly step: number;
  readonly before: Summary;
  readonly games: readonly Game[];
}

type End = SelfPlayEvent & { readonly kind: "end" };

const learn = async (
  setup: Omit<SelfPlaySetup, "seed" | "optimizer" | "updates">,
  chosen: NegotiateFlags,
  { stdout, signal }: Io,
  json: boolean,
  note: (line: string) => void,
): Promise<End> => {
  const { seed, discount, logEvery, checkpointEvery, gamesPerUpdate } = chosen;
  let end: End = { kind: "end", step: 0, stopped: true };
  for await (const event of selfPlay({
    ...setup,
    ...{ seed, discount, logEvery, checkpointEvery },
    games: gamesPerUpdate,
    updates: Math.ceil(chosen.episodes / gamesPerUpdate),
    optimizer: policyOptimizer(chosen),
    ...(signal && { signal }),
  })) {
    if (json) stdout.write(`${JSON.stringify(event)}\n`);
    else if (event.kind === "self-play") {
      note(`game ${event.step * gamesPerUpdate}  ${showPlayed(event, event.reward)}`);
    }
    if (event.kind === "end") end = event;
  }
  return end;
};

const showPlayed = (
  { agreement, turns }: Pick<Summary, "agreement" | "turns">,
  points: number,
): string =>
  `${formatted(points, 2)} points  ${formatted(100 * agreement, 1)} % agreement  ${formatted(turns, 1)} turns`;

const stopped = (run: string, out: string, step: number): Outcome => ({
  kind: "stopped",
  data: { run: out, step },
  text: `stopped at update ${step}; continue with: textvae negotiate --run ${run} --out ${out}`,
  exitCode: INTERRUPTED,
});
