import type { Listed } from "./listed.ts";

const plan = { words: "<plan>", description: "file that textvae sweep plan made" };

/** What is done with many runs. */
export const SWEEP: Readonly<Record<string, Listed>> = {
  plan: {
    description: "write a plan: a checked configuration on each line",
    load: async () => (await import("./sweep/plan.ts")).plan,
  },
  run: {
    description: "train the runs of a plan, or go on with them",
    argument: plan,
    load: async () => (await import("./sweep/run.ts")).run,
  },
  status: {
    description: "say what has become of each run",
    argument: plan,
    load: async () => (await import("./sweep/status.ts")).status,
  },
  table: {
    description: "set the runs side by side, in numbers and in one drawing",
    argument: plan,
    load: async () => (await import("./sweep/table.ts")).table,
  },
  manifest: {
    description: "write what a cluster trains the runs of a plan by",
    argument: plan,
    load: async () => (await import("./sweep/manifest.ts")).manifest,
  },
  work: {
    description: "take turns at the runs of the plan with other machines",
    argument: plan,
    load: async () => (await import("./sweep/work.ts")).work,
  },
  cancel: {
    description: "end runs of a queue for good",
    argument: plan,
    load: async () => (await import("./sweep/cancel.ts")).cancel,
  },
  stop: {
    description: "ask all that train runs of the plan to stop, with checkpoints",
    argument: plan,
    load: async () => (await import("./sweep/stop.ts")).stop,
  },
};
