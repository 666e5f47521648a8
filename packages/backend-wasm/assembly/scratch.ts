import { CONSTANTS_SIZE, useConstants } from "./constants";

/** Working memory of this instance. Each thread has an instance of its own, and so its own memory. */
export let scratch: usize = 0;

/** Bytes at the beginning of the working memory that are the constants'. */
export const RESERVED: usize = CONSTANTS_SIZE;

export function useScratch(address: usize): void {
  useConstants(address);
  scratch = address + RESERVED;
}
