/*
 * Kernels on the memory of tfjs-backend-wasm, which this module imports. All arguments are
 * addresses in it, sizes, and steps in bytes. The module has no memory of its own, no data
 * segment and no heap: working memory is an argument too.
 */
export { adam } from "./adam";
export { sqrtAll, tanhAll } from "./elementwise";
export { lstmBackward } from "./lstm-backward";
export { lstmForward } from "./lstm-forward";
export { packedRightSize, product, productScratch } from "./product";
export { scaleRows, softmaxCrossEntropy } from "./softmax";
export { sumEachRow, sumRows } from "./sum";
