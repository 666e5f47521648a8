export { bowDecoder } from "./bow-decoder.ts";
export type { BowDecoderInput, BowDecoderOptions } from "./options.ts";
