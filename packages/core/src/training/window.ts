import type { TrainMetrics } from "./events.ts";
import type { StepReport } from "./experiment.ts";
import type { Window } from "./state.ts";

/** The sums with one batch more. */
export const extend = (window: Window, report: StepReport, tokens: number): Window => ({
  items: window.items + report.items,
  tokens: window.tokens + tokens,
  loss: window.loss + report.loss,
  reconstruction: window.reconstruction + report.reconstruction,
  divergence: window.divergence + report.divergence,
});

/** The means that a line of metrics says. */
export const summarise = (window: Window, weight: number): TrainMetrics => ({
  loss: window.loss / window.items,
  reconstruction: window.reconstruction / window.items,
  divergence: window.divergence / window.items,
  weight,
  perToken: window.reconstruction / window.tokens,
});
