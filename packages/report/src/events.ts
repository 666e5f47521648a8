import type { Continuation, TrainingEvent } from "@textvae/core";
import type { EpochPace, Pace } from "@textvae/runs/measures";
import { duration, formatted } from "./numbers.ts";

/** An event of training in a line; undefined for one that is not told. */
export const describeEvent = (event: TrainingEvent, pace: Pace): string | undefined => {
  if (pace.epoch) return `step ${event.step}  ${describeEpoch(pace.epoch)}`;
  switch (event.kind) {
    case "start":
      return [...notesOf(event), describeStart(event)].join("\n");
    case "phase":
      return `step ${event.step}  phase ${event.phase}`;
    case "reload":
      return `step ${event.step}  learning rate decays, back to the weights of step ${event.best}`;
    case "train":
      return `step ${event.step}  epoch ${event.epoch + 1}  ${describeTraining(event, pace)}`;
    case "evaluation":
      return `step ${event.step}  ${describeEvaluation(event)}`;
    case "checkpoint":
      return `step ${event.step}  checkpoint ${event.folder}`;
    default:
      return undefined;
  }
};

const describeStart = ({ step, batches, over }: TrainingEvent & { kind: "start" }): string => {
  if (over) {
    const later = over === "plateau" ? "" : `; a later end is set by --${over}`;
    return `nothing is left to train: it ended at step ${step} (${over})${later}`;
  }
  return `${step > 0 ? "continuing" : "starting"} at step ${step}, ${batches} batches per epoch`;
};

const notesOf = ({
  mended = [],
  continued,
  notices = [],
}: TrainingEvent & { kind: "start" }): string[] => {
  const told = continued && describeContinuation(continued);
  const ahead = notices.map((notice) => `note: ${notice}`);
  return [...mended, ...(told === undefined ? [] : [told]), ...ahead];
};

const describeEpoch = ({ epoch, steps, tokens, seconds }: EpochPace): string =>
  `epoch ${epoch + 1} took ${duration(seconds)}: ${formatted(steps)} updates, ${formatted(tokens)} tokens, ${formatted(tokens / seconds)} tokens/s`;

/** How training goes, in the middle of a line. */
export const describeTraining = (
  event: TrainingEvent & { kind: "train" },
  { tokensPerSecond, secondsLeft }: Pace,
): string =>
  [
    ...(event.phase === undefined ? [] : [event.phase]),
    `loss ${formatted(event.loss, 2)}`,
    `rec. ${formatted(event.reconstruction, 2)}`,
    `${event.divergenceName ?? "KL"} ${formatted(event.divergence, 2)}`,
    `${formatted(tokensPerSecond)} tokens/s`,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join("  ");

const describeEvaluation = ({
  evaluation,
  best,
  rule = {},
}: TrainingEvent & { kind: "evaluation" }): string => {
  const { split, nll, ppl, divergence, divergenceName = "KL", estimator } = evaluation;
  const bound = estimator.bound ? "" : ", not a bound";
  const numbers = `NLL ${formatted(nll, 2)}  PPL ${formatted(ppl, 2)}  ${divergenceName} ${formatted(divergence, 2)}`;
  const told = Object.entries(rule).map(([name, value]) => `  ${name} ${formatted(value, 2)}`);
  return `${split}  ${numbers}  (${estimator.name}${bound})${told.join("")}${best ? "  best so far" : ""}`;
};

/** What is said of a run that goes on; nothing where its bits are those of one left alone. */
export const describeContinuation = ({ sameBits, changed }: Continuation): string | undefined => {
  if (sameBits === true) return undefined;
  if (sameBits === "unknown") {
    return "the engine that began this run is not recorded: whether the bits are those that it would have had is unknown";
  }
  const differences = Object.entries(changed).map(
    ([key, [before, now]]) => `${key} ${before} → ${now}`,
  );
  const what =
    differences.length > 0
      ? `another engine (${differences.join("; ")})`
      : "an engine that did not compute all steps before";
  return `continued on ${what}: the bits may not be those that the run would have had`;
};
