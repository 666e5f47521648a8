import * as z from "zod";

const count = z.int().min(1);

/** Options of how a run learns by negotiating. The defaults of the optimiser are those published. */
export const negotiateSettings: z.ZodObject = z.strictObject({
  out: z
    .string()
    .optional()
    .describe("folder of the new run; default: that of --run and -negotiated"),
  episodes: count.default(500).describe("games to train on"),
  gamesPerUpdate: count.default(1).describe("games to an update of the policy"),
  learningRate: z.number().min(1e-9).max(1000).default(0.2).describe("rate of SGD"),
  clip: z.number().min(1e-9).max(1e9).default(1).describe("largest gradient norm"),
  momentum: z.number().min(0).lt(1).default(0.1).describe("momentum of SGD"),
  discount: z
    .number()
    .min(1e-9)
    .max(1)
    .default(0.95)
    .describe("credit of an action by those after it"),
  anchor: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe("weight of the KL of the policy to the supervised one"),
  turnLimit: count.default(20).describe("utterances after which a game ends without an agreement"),
  maxLength: count.default(30).describe("longest utterance in words"),
  selectionSteps: count.default(600).describe("updates of the model of what sides write down"),
  readings: z
    .enum(["both", "own"])
    .default("both")
    .describe(
      "what a side writes down by: its own reading and that of the other, or its own alone",
    ),
  games: count.default(200).describe("most held-out games, before and after"),
  actions: z
    .enum(["sample", "mode"])
    .default("sample")
    .describe("sample: the agent acts as it learns; mode: with its most probable actions"),
  split: z.enum(["valid", "test"]).default("test").describe("whose scenarios are held out"),
  show: z.int().min(0).default(3).describe("held-out games to print"),
  logEvery: count.default(20).describe("updates between lines of metrics"),
  checkpointEvery: count.default(100).describe("updates between checkpoints"),
  seed: z.int().default(1).describe("seed of games and actions"),
});

export interface NegotiateSettings {
  readonly out?: string;
  readonly episodes: number;
  readonly gamesPerUpdate: number;
  readonly learningRate: number;
  readonly clip: number;
  readonly momentum: number;
  readonly discount: number;
  readonly anchor: number;
  readonly turnLimit: number;
  readonly maxLength: number;
  readonly selectionSteps: number;
  readonly readings: "both" | "own";
  readonly games: number;
  readonly actions: "sample" | "mode";
  readonly split: "valid" | "test";
  readonly show: number;
  readonly logEvery: number;
  readonly checkpointEvery: number;
  readonly seed: number;
}

/** What makes a run of negotiations what it is: all but how long it goes on and what is shown. */
export const identityOf = (chosen: NegotiateSettings): object => {
  const { out: _, episodes: __, games: ___, ...rest } = chosen;
  const { actions: ____, split: _____, show: ______, ...identity } = rest;
  return identity;
};
