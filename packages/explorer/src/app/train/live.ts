import { batch } from "@preact/signals";
import type { TrainingEvent } from "@textvae/core";
import type { Recorded } from "../../map/reading.ts";
import { checkpoint, divergence, recorded, step } from "./state.ts";

/** Milliseconds between two pictures of a training: more often nobody reads it. */
const PACE = 300;
/** Points of a curve at most. */
const POINTS = 400;

/** Shows what a training tells, a few times in a second however often it tells it. */
export const createLive = (): { tell(event: TrainingEvent): void; flush(): void } => {
  let [at, kept, name] = [step.peek(), checkpoint.peek(), divergence.peek()];
  let training = [...recorded.peek().training];
  let evaluations = [...recorded.peek().evaluations];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (training.length > 2 * POINTS) training = thinned(training);
    batch(() => {
      step.value = at;
      checkpoint.value = kept;
      divergence.value = name;
      const before = recorded.peek();
      const same =
        before.training.at(-1)?.step === training.at(-1)?.step &&
        before.evaluations.at(-1)?.step === evaluations.at(-1)?.step;
      if (!same) recorded.value = { training: [...training], evaluations: [...evaluations] };
    });
  };

  return {
    flush,
    tell(event) {
      at = event.step;
      if (event.kind === "start") {
        // What was recorded after the checkpoint that it goes on from is recorded again.
        training = training.filter((point) => point.step <= at);
        evaluations = evaluations.filter((point) => point.step <= at);
      }
      if (event.kind === "train") {
        name = event.divergenceName ?? name;
        training.push({ ...event });
      }
      if (event.kind === "evaluation") evaluations.push(recordOf(event));
      if (event.kind === "checkpoint") kept = event.step;
      timer ??= setTimeout(flush, PACE);
    },
  };
};

/** Every other point. */
const thinned = (points: readonly Recorded[]): Recorded[] =>
  points.filter((_, i) => i % 2 === 0 || i === points.length - 1);

/** An evaluation with its reconstruction in nats per scored token, as training records it. */
const recordOf = ({
  step: at,
  evaluation,
}: Extract<TrainingEvent, { kind: "evaluation" }>): Recorded => {
  const { reconstruction, items, tokens } = evaluation;
  return { ...evaluation, step: at, perToken: (reconstruction * items) / tokens };
};
