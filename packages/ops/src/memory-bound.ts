import { getBackend } from "@tensorflow/tfjs-core";

const bounds = new Map<string, number>();

/** A backend says, at its start, how many bytes its tensors can take together at most. */
export const setMemoryBound = (backendName: string, bytes: number): void => {
  bounds.set(backendName, bytes);
};

/**
 * Bytes that the tensors of the backend in use can take together at most: what it said, and no more
 * than the machine has, or 16 GiB where the machine does not say.
 */
export const memoryBound = (): number =>
  Math.min(bounds.get(getBackend()) ?? Number.POSITIVE_INFINITY, machineMemory());

interface Host {
  readonly constrainedMemory?: () => number;
  readonly getBuiltinModule?: (name: string) => { readonly totalmem: () => number } | undefined;
}

const UNKNOWN: number = 2 ** 34;

const machineMemory = (): number => {
  const { process } = globalThis as { readonly process?: Host };
  const total = process?.getBuiltinModule?.("node:os")?.totalmem();
  if (total === undefined) return UNKNOWN;
  // 0 where a container sets no limit.
  return Math.min(total, process?.constrainedMemory?.() || total);
};
