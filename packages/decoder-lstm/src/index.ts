export { lstmDecoder } from "./lstm-decoder.ts";
export type { LstmDecoderInput, LstmDecoderOptions } from "./options.ts";
