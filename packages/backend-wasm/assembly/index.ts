/*
 * Kernels on the memory of tfjs-backend-wasm, which this module imports. All arguments are
 * addresses in it, sizes, and steps in bytes. The module has no memory of its own, no data
 * segment and no heap; working memory is given to each instance.
 */
export { addAll, multiplyAll, sqrtAll, tanhAll } from "./elementwise";
export { lstmBackward } from "./lstm-backward";
export { lstmForward } from "./lstm-forward";
export { adamMove, sgdMove } from "./move";
export { awaitPart, fail, finish, finished, offer, take } from "./pool";
export { packedRightSize, packRight, product, productScratch, productWithPacked } from "./product";
export { useScratch } from "./scratch";
export { scaleAll, scaleRows, softmaxCrossEntropy } from "./softmax";
export { squareBlocks, sumBlocks, sumEachRow, sumRows } from "./sum";
