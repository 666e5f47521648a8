export { cnnDecoder } from "./cnn-decoder.ts";
export { type CnnDecoderInput, type CnnDecoderOptions, DILATIONS } from "./options.ts";
