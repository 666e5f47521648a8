import type { TrainingEvent } from "@textvae/core";

/** How fast a run goes. */
export interface Pace {
  /** Scored tokens per second of training, evaluations left out. */
  readonly tokensPerSecond: number;
  /** What the training took that those tokens are of, evaluations left out. */
  readonly seconds: number;
  /** Until the last step, evaluations included; undefined when only a plateau ends the run. */
  readonly secondsLeft?: number;
  /** The last step, or the end of this epoch when only a plateau ends the run. */
  readonly totalSteps: number;
  /** With the step that ends an epoch of which this process has seen everything. */
  readonly epoch?: EpochPace;
}

/** What a whole epoch took, evaluations left out. */
export interface EpochPace {
  readonly epoch: number;
  readonly steps: number;
  readonly tokens: number;
  readonly seconds: number;
}

/** Measures the pace of a run from its events. */
export const createPaceMeter = (
  until: { readonly steps?: number | undefined; readonly epochs?: number | undefined },
  now: () => number = () => performance.now() / 1000,
): ((event: TrainingEvent) => Pace) => {
  let batches = 0;
  let first = { step: 0, time: now() };
  let last = first.time;
  let window = { tokens: 0, seconds: 0 };
  let [tokensPerSecond, seconds] = [0, 0];
  let current: EpochPace = { epoch: -1, steps: 0, tokens: 0, seconds: 0 };

  return (event) => {
    const time = now();
    const elapsed = time - last;
    last = time;
    if (event.kind === "start") {
      batches = event.batches;
      first = { step: event.step, time };
    }
    if (event.kind === "step") {
      const [{ epoch, tokens }, begun] = [event, event.epoch === current.epoch];
      window = { tokens: window.tokens + tokens, seconds: window.seconds + elapsed };
      current = {
        epoch,
        steps: 1 + (begun ? current.steps : 0),
        tokens: tokens + (begun ? current.tokens : 0),
        seconds: elapsed + (begun ? current.seconds : 0),
      };
    }
    if (event.kind === "train") {
      seconds = window.seconds;
      tokensPerSecond = seconds > 0 ? window.tokens / seconds : 0;
      window = { tokens: 0, seconds: 0 };
    }
    const known = lastStep(until, batches);
    const totalSteps = known ?? Math.max(1, Math.ceil(event.step / batches)) * batches;
    const done = event.step - first.step;
    const secondsLeft =
      known !== undefined && done > 0
        ? ((time - first.time) / done) * (known - event.step)
        : undefined;
    const ended = event.kind === "step" && current.steps === batches;
    return {
      ...{ tokensPerSecond, seconds, totalSteps },
      ...(secondsLeft !== undefined && { secondsLeft }),
      ...(ended && { epoch: current }),
    };
  };
};

/** The step that limits end a run at; undefined when only a plateau does. */
export const lastStep = (
  { steps, epochs }: { readonly steps?: number | undefined; readonly epochs?: number | undefined },
  batches: number,
): number | undefined => {
  if (steps === undefined && epochs === undefined) return undefined;
  return Math.min(steps ?? Infinity, (epochs ?? Infinity) * batches);
};
