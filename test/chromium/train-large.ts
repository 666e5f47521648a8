import { assemble, createRng, trainStep } from "@textvae/core";
import { builtins, nvrnn } from "@textvae/recipes";
import { parseVocabulary } from "@textvae/text";

const [BATCH, TIME, WORDS, STEPS] = [8, 12, 1000, 3];

/** The losses of some steps of an NVRNN whose products are cut for several threads. */
export const trainLarge = async (): Promise<number[]> => {
  const sizes = { dim: 8, embedding: 32, hidden: 96, batchSize: BATCH };
  const plan = nvrnn.create({ prior: "gaussian", optimizer: "adam", ...sizes }, builtins());
  const words = Array.from({ length: WORDS - 2 }, (_, i) => `w${i}`);
  const dataset = { vocabulary: parseVocabulary(words), provides: ["text"] } as const;
  const model = assemble(plan.parts, { dataset, seed: 1, objective: plan.objective });
  const tokens_BT = Int32Array.from({ length: BATCH * TIME }, (_, i) => (7 * i) % WORDS);
  const lengths_B = Int32Array.from({ length: BATCH }, (_, i) => TIME - (i % 3));
  const batch = { size: BATCH, text: { tokens_BT, lengths_B, time: TIME } };
  const rng = createRng(3);
  let state = plan.optimizer.init(model.parameters);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const context = { rng, training: true, step };
    const done = await trainStep({ model, ...plan }, state, batch, context);
    losses.push(done.report.loss);
    state = done.state;
  }
  model.dispose();
  for (const tensor of state.tensors.values()) tensor.dispose();
  return losses;
};
