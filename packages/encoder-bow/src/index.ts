export { bowEncoder } from "./bow-encoder.ts";
export type { BowEncoderInput, BowEncoderOptions } from "./options.ts";
