/*
 * Work shared between threads. A job is cut into parts, and whoever is free takes the next one:
 * a thread that the system has put aside keeps nobody waiting. Which thread computes a part makes
 * no difference to its numbers.
 *
 * The pool is a block of memory: a ticket (number of the job, parts left to take), the count of
 * finished parts, and whether a thread has failed.
 */
const FINISHED: usize = 4;
const FAILED: usize = 8;

const LEFT_BITS: i32 = 8;
const LEFT: i32 = (1 << LEFT_BITS) - 1;

/** Looks at the pool before a thread goes to sleep: some microseconds. */
const SPINS: i32 = 4000;

/** Offers a job of 1 … 255 parts. All parts of the job before are finished. */
export function offer(pool: usize, parts: i32): void {
  atomic.store<i32>(pool, 0, FINISHED);
  const job = (atomic.load<i32>(pool) >>> LEFT_BITS) + 1;
  atomic.store<i32>(pool, (job << LEFT_BITS) | parts);
  atomic.notify(pool, -1);
}

/** Takes a part; −1 when none is left. */
export function take(pool: usize): i32 {
  while (true) {
    const ticket = atomic.load<i32>(pool);
    const left = ticket & LEFT;
    if (left == 0) return -1;
    if (atomic.cmpxchg<i32>(pool, ticket, ticket - 1) == ticket) return left - 1;
  }
}

/** Takes a part as soon as there is one: looks for it a while, then sleeps until a job is offered. */
export function awaitPart(pool: usize): i32 {
  let spins = 0;
  while (true) {
    const part = take(pool);
    if (part >= 0) return part;
    if (++spins < SPINS) continue;
    const ticket = atomic.load<i32>(pool);
    if ((ticket & LEFT) == 0) atomic.wait<i32>(pool, ticket, -1);
    spins = 0;
  }
}

export function finish(pool: usize): void {
  atomic.add<i32>(pool, 1, FINISHED);
  atomic.notify(pool + FINISHED, 1);
}

export function fail(pool: usize): void {
  atomic.store<i32>(pool, 1, FAILED);
  atomic.notify(pool + FINISHED, 1);
}

/** Looks a while whether all parts are finished; returns how many are, −1 if a thread has failed. */
export function finished(pool: usize, parts: i32): i32 {
  let count = 0;
  for (let spins = 0; spins < SPINS; spins++) {
    if (atomic.load<i32>(pool, FAILED)) return -1;
    count = atomic.load<i32>(pool, FINISHED);
    if (count == parts) break;
  }
  return count;
}
