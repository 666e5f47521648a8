import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

/** What is kept of buffers that nobody uses: so many bytes, and so many buffers. */
const [BYTES, COUNT] = [2 ** 30, 2000];

/** What tfjs's buffer manager keeps; its types hide it. */
interface Pool {
  readonly freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesUsed: number;
  numBytesAllocated: number;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

/**
 * Gives unused buffers back to the device, those first whose size has not been asked for longest.
 * The stock backend keeps all of them, by size: where batches differ in length there is no end of
 * sizes.
 */
export const boundFreeBuffers = (backend: WebGPUBackend): void => {
  const pool = backend.bufferManager as unknown as Pool;
  const { freeBuffers } = pool;
  const release = pool.releaseBuffer.bind(pool);
  pool.releaseBuffer = (buffer, reuse = true) => {
    const key = `${buffer.size}_${buffer.usage}`;
    const alike = freeBuffers.get(key) ?? [];
    freeBuffers.delete(key);
    freeBuffers.set(key, alike);
    release(buffer, reuse);
    while (exceeds(pool)) giveBackOldest(pool);
  };
};

const exceeds = ({ numBytesAllocated, numBytesUsed, numFreeBuffers }: Pool): boolean =>
  numFreeBuffers > COUNT || (numFreeBuffers > 0 && numBytesAllocated - numBytesUsed > BYTES);

const giveBackOldest = (pool: Pool): void => {
  const [key, buffers] = pool.freeBuffers.entries().next().value as [string, GPUBuffer[]];
  const buffer = buffers.pop();
  if (!buffer) {
    pool.freeBuffers.delete(key);
    return;
  }
  buffer.destroy();
  pool.numFreeBuffers--;
  pool.numBytesAllocated -= buffer.size;
};
