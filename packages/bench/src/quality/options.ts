import * as z from "zod";

const count = z.int().min(1);
// Flags give the values of a list as text.
const perplexity = z.coerce.number().gt(1);

/** Options of a race to perplexities. */
export const qualityOptions: z.ZodObject<{
  targets: z.ZodDefault<z.ZodArray<z.ZodCoercedNumber>>;
  embedding: z.ZodDefault<z.ZodInt>;
  hidden: z.ZodDefault<z.ZodInt>;
  output: z.ZodDefault<z.ZodEnum<{ softmax: "softmax"; adaptive: "adaptive" }>>;
  scheduleSteps: z.ZodOptional<z.ZodInt>;
  learningRate: z.ZodOptional<z.ZodNumber>;
  dropout: z.ZodOptional<z.ZodNumber>;
  evaluateEvery: z.ZodDefault<z.ZodInt>;
  limit: z.ZodDefault<z.ZodNumber>;
  giveUp: z.ZodDefault<z.ZodNumber>;
  seed: z.ZodDefault<z.ZodInt>;
  threads: z.ZodDefault<z.ZodInt>;
  backend: z.ZodDefault<z.ZodEnum<{ wasm: "wasm"; node: "node" }>>;
  python: z.ZodOptional<z.ZodString>;
}> = z.strictObject({
  targets: z
    .array(perplexity)
    .min(1)
    .default([150, 125])
    .describe("validation perplexities, and the time to each is told"),
  embedding: count.default(100).describe("width of word vectors"),
  hidden: count.default(400).describe("width of the LSTM's state"),
  output: z
    .enum(["softmax", "adaptive"])
    .default("softmax")
    .describe("probabilities of words; adaptive ends clusters at 0.2 and 0.6 of the vocabulary"),
  scheduleSteps: count
    .optional()
    .describe(
      "updates over which the rate falls to zero in a straight line, and training ends; without it the rate is halved at a validation without a new best",
    ),
  learningRate: z
    .number()
    .gt(0)
    .optional()
    .describe("of the new schedule; default 0.002, or 0.008 for one that falls"),
  dropout: z.number().min(0).max(0.95).optional().describe("of the new schedule; default 0.4"),
  evaluateEvery: count
    .default(200)
    .describe("updates between evaluations; the published schedule takes as many sentences"),
  limit: z.number().gt(0).default(3600).describe("seconds of training that each has"),
  giveUp: z
    .number()
    .gt(1)
    .default(6)
    .describe("who has taken so many times as long as the first is stopped"),
  seed: z.int().min(0).default(1).describe("of first weights, order and dropout"),
  threads: count.default(1).describe("threads of each"),
  backend: z
    .enum(["wasm", "node"])
    .default("wasm")
    .describe("of textvae; node is TensorFlow itself, which has to be set up"),
  python: z.string().optional().describe("a Python with PyTorch, to race against"),
});

export type QualityInput = z.input<typeof qualityOptions>;
export type QualityOptions = z.output<typeof qualityOptions>;
