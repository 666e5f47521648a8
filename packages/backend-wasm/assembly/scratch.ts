/** Working memory of this instance. Each thread has an instance of its own, and so its own memory. */
export let scratch: usize = 0;

export function useScratch(address: usize): void {
  scratch = address;
}
