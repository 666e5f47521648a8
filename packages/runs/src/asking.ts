/** What a model is asked about, and told beside it: someone's sentences, or random ones of a corpus. */
export { type AskedItems, type AskedLines, askedLines, askedSplit } from "./asking/asked.ts";
export { type Interpolation, interpolateSentences } from "./asking/interpolation.ts";
export { heldOut } from "./asking/random-items.ts";
export { type Reconstruction, reconstructSentences } from "./asking/reconstruction.ts";
export { type Asking, itemsToTell, labelOf, readsLabels, sentencesToAsk } from "./asking/told.ts";
export {
  type SentenceTraversal,
  type TraversalRequest,
  traverseSentence,
} from "./asking/traversal.ts";
