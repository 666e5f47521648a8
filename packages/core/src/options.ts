/**
 * What checks things that someone wrote, with the errors that say what is wrong. Loads no tensors, so
 * that a program can read its options, or fail, before it loads a model.
 */
export { type ErrorCode, nearest, placedIn, suggest, TextvaeError } from "@textvae/ops/errors";
export { checkOptions, optionKeys } from "./plugin/options.ts";
export { duplicateKey, parseWritten } from "./plugin/written-json.ts";
