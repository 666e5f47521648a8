import { DATA } from "./data.ts";
import type { Listed } from "./listed.ts";
import { SWEEP } from "./sweep.ts";

/** The commands in the order of `textvae --help`. */
export const COMMANDS: Readonly<Record<string, Listed>> = {
  train: {
    description: "train a model, or continue a run",
    load: async () => (await import("./train.ts")).train,
  },
  sweep: {
    description: "train many runs from one plan, and compare them",
    parts: SWEEP,
  },
  data: {
    description: "make text ready to be trained on",
    parts: DATA,
  },
  evaluate: {
    description: "score held-out text",
    load: async () => (await import("./evaluate.ts")).evaluate,
  },
  diagnose: {
    description: "measure what a run's codes hold",
    load: async () => (await import("./diagnose.ts")).diagnose,
  },
  hash: {
    description: "binary codes of labelled text, and P@k",
    load: async () => (await import("./hash.ts")).hash,
  },
  sample: {
    description: "draw sentences from the prior",
    load: async () => (await import("./sample.ts")).sample,
  },
  interpolate: {
    description: "walk between two sentences",
    load: async () => (await import("./interpolate.ts")).interpolate,
  },
  traverse: {
    description: "move one coordinate of a code",
    load: async () => (await import("./traverse.ts")).traverse,
  },
  reconstruct: {
    description: "encode and decode sentences",
    load: async () => (await import("./reconstruct.ts")).reconstruct,
  },
  encode: {
    description: "turn sentences into codes, in a file",
    load: async () => (await import("./encode.ts")).encode,
  },
  decode: {
    description: "turn a file of codes into sentences",
    load: async () => (await import("./decode.ts")).decode,
  },
  score: {
    description: "score sentences one by one",
    load: async () => (await import("./score.ts")).score,
  },
  neighbours: {
    description: "find the nearest sentences",
    load: async () => (await import("./neighbours.ts")).neighbours,
  },
  export: {
    description: "write what using a model needs",
    load: async () => (await import("./export.ts")).exporting,
  },
  push: {
    description: "write a bundle with its card into a model of a hub",
    argument: { words: "<place>", description: "hf:OWNER/NAME" },
    load: async () => (await import("./push.ts")).push,
  },
  pull: {
    description: "fetch a bundle of a hub into a folder",
    argument: { words: "<place>", description: "hf:OWNER/NAME, or @REVISION behind it" },
    load: async () => (await import("./pull.ts")).pull,
  },
  explore: {
    description: "look at the codes of a run in a page; without a run, train one there",
    load: async () => (await import("./explore.ts")).explore,
  },
  centres: {
    description: "find where codes gather, by k-means",
    load: async () => (await import("./centres.ts")).centres,
  },
  negotiate: {
    description: "learn by negotiating with itself",
    load: async () => {
      const { negotiateSettings } = await import("@textvae/negotiation");
      const { negotiateCommand } = await import("./negotiate.ts");
      return { options: negotiateSettings, asks: "model and data", run: negotiateCommand };
    },
  },
  runs: {
    description: "list the runs and bundles of a folder",
    load: async () => (await import("./runs.ts")).runs,
  },
  compare: {
    description: "set runs side by side, in numbers and in one drawing",
    argument: { words: "<runs...>", description: "folders of runs" },
    load: async () => (await import("./compare.ts")).compare,
  },
  bench: {
    description: "measure the speed of this machine",
    load: async () => (await import("./bench.ts")).bench,
    parts: {
      quality: {
        description: "measure the time to a validation perplexity",
        load: async () => (await import("./bench-quality.ts")).quality,
      },
    },
  },
  backend: {
    description: "prepare a backend",
    parts: {
      setup: {
        description: "build what a backend needs, in a folder of its own",
        argument: { words: "<name>", description: "which backend", choices: ["node"] },
        load: async () => (await import("./backend.ts")).setup,
      },
    },
  },
  doctor: {
    description: "check this machine and this installation",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  schema: {
    description: "print the JSON Schema of textvae.config.json",
    load: async () => (await import("./schema.ts")).schema,
  },
};
