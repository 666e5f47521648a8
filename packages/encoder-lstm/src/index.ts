export { lstmEncoder } from "./lstm-encoder.ts";
export type { LstmEncoderInput, LstmEncoderOptions } from "./options.ts";
