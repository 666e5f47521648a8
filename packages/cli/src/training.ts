import { showInterpolation, showScores, showWeights } from "@textvae/report/lines";
import { factsLine, formatted, printableLine } from "@textvae/report/text";
import { kindOfItems } from "@textvae/runs/measures";
import { type Teller, type Trainings, trainRun as trainIn } from "@textvae/workbench";
import type { Flags } from "./command.ts";
import { saidBy } from "./config/flags.ts";
import { loadConfig } from "./config/load.ts";
import { INTERRUPTED } from "./interruption.ts";
import type { Io, Outcome } from "./io.ts";
import { broughtBy, plannedLine } from "./planned.ts";
import { createProgress, type Progress } from "./progress.ts";

/** Trains what flags, a configuration or a line of a plan say, and shows how it goes on. */
export const trainRun = async (flags: Flags, io: Io): Promise<Outcome> => {
  const progress = createProgress(io, flags.json === true);
  try {
    const line = await plannedLine(flags);
    const { run, config, lease, resume, log } = flags as Readonly<Record<string, string>>;
    const trained = await trainIn({
      ...{ run, line, said: saidBy(flags), tell: tellerOf(progress), signal: io.signal },
      file: line ? await broughtBy(line) : await loadConfig(config),
      lease: lease === undefined ? undefined : 1000 * Number(lease),
      events: log === "tensorboard",
      ...(resume === "last-good" && { resume }),
    });
    return outcomeOf(trained);
  } finally {
    progress.stop();
  }
};

const tellerOf = (progress: Progress): Teller => ({
  begun({ folder, backend, plan, model }, dataset) {
    const item = kindOfItems(dataset).slice(0, -1);
    const parameters = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
    if (backend.merit) progress.note(`auto takes ${backend.name}: ${backend.merit}`);
    progress.note(
      `run ${folder}\nbackend ${backend.name} (${factsLine(backend.facts)})  ${formatted(parameters)} parameters  losses in nats per ${item}`,
    );
    for (const note of plan.notes) progress.note(`note: ${note}`);
    progress.corpus(dataset, `${item}s`);
  },
  event: progress.event,
  note: progress.note,
  scoring(dataset, split) {
    const items = formatted(dataset.size(split as never));
    progress.note(`evaluating ${items} ${kindOfItems(dataset)} of ${split}`);
  },
});

const outcomeOf = (trained: Trainings): Outcome => {
  if (trained.kind === "result") return finished(trained);
  const { kind, run, step } = trained;
  const outcome = { kind, data: { run, step } };
  if (kind === "stopped") {
    const text = `stopped at step ${step}; continue with: textvae train --run ${run}`;
    return { ...outcome, text, exitCode: INTERRUPTED };
  }
  if (kind === "paused") {
    return { ...outcome, text: `paused at step ${step}, before the end that its plan has` };
  }
  const { limit } = trained;
  return {
    kind,
    data: { run, step, limit },
    text: `${run} is at step ${step}, past step ${limit} that it is to end at; nothing was changed.\n--steps counts all updates of a run: go on with more, e.g. --steps ${2 * step}. Its numbers: textvae evaluate --run ${run}. Begin another run by a new name with --run.`,
  };
};

const finished = ({
  kind,
  run,
  step,
  reason,
  showing,
  report,
  notes,
}: Trainings & { readonly kind: "result" }): Outcome => {
  const { scores, samples, interpolation, weights } = showing;
  return {
    kind,
    data: { run, step, reason, ...showing, report, notes },
    text: [
      `${showScores(scores)}\n  ${showWeights(weights)}`,
      ...notes.map((note) => `  note: ${note}`),
      ["samples", ...samples.map((sample) => `  ${printableLine(sample)}`)].join("\n"),
      ...(interpolation ? [showInterpolation(interpolation)] : []),
      `run     ${run}\nreport  ${report}`,
    ].join("\n\n"),
  };
};
