import type { Claim, Claims, Storage } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops/errors";
import { isRecord } from "./checked-record.ts";

/** Who writes, as far as others can know. What stands beside the name is for `LeaseOptions.isGone`. */
export interface Holder {
  /** In words, e.g. `process 12 of athens`. */
  readonly name: string;
  readonly [fact: string]: unknown;
}

/** What the claim of a lease says. */
interface LeaseRecord {
  readonly holder: Holder;
  /** Milliseconds for which a sign of life counts. */
  readonly lasts: number;
  /** When the last one ends by the holder's clock, in milliseconds since 1970. */
  readonly until: number;
  readonly released?: boolean;
}

export interface LeaseOptions {
  readonly holder: Holder;
  /** Milliseconds without a sign of life after which others may go on. Default 60 000. */
  readonly lasts?: number;
  /** Whether a holder is known to be gone for good, so that nobody waits for it. */
  readonly isGone?: (holder: Holder) => boolean | Promise<boolean>;
  /** Told of a holder that is watched for so many milliseconds, to see whether it still lives. */
  readonly onWait?: (holder: Holder, milliseconds: number) => void;
}

/** The right to write into a storage, for as long as signs of life are given or nobody else asks. */
export interface Lease {
  /** Its fencing number. */
  readonly number: number;
  /** What its holder writes through. Each change throws `LOCKED` once another has taken the lease. */
  readonly storage: Storage;
  /** Lets others write. */
  release(): Promise<void>;
}

const LASTS = 60_000;

/** Clocks of two machines that are further apart can make a live holder look long gone. */
const APART = 600_000;

/**
 * Takes the lease of a storage, and keeps it by a sign of life three times within `lasts`.
 *
 * Who finds a lease that has run out by its own clock watches it for as long as it lasts: clocks of two
 * machines need not agree. They decide when someone is waited for, and never who writes: that is the
 * number of the claim, which the storage checks in one step with each change.
 *
 * Gray and Cheriton, "Leases: an efficient fault-tolerant mechanism for distributed file cache
 * consistency", 1989, https://doi.org/10.1145/74850.74870; fencing: Kleppmann, "How to do distributed
 * locking", 2016, https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html.
 *
 * Throws `LOCKED` while another holds it, `CAPABILITY` for a storage without claims.
 *
 * @example
 * const lease = await takeLease(memoryStorage(), { holder: { name: "this page" } });
 * const run = await openRun(lease.storage, { name: "four sentences" });
 * await lease.release();
 */
export const takeLease = async (storage: Storage, options: LeaseOptions): Promise<Lease> => {
  const { holder, lasts = LASTS } = options;
  const { claims } = storage;
  if (!claims) {
    throw new TextvaeError("CAPABILITY", "takeLease", {
      expected: "a storage that one of several programs can claim",
      got: "one without claims",
    });
  }
  const record = (released = false) =>
    encode({ holder, lasts, until: Date.now() + lasts, ...(released && { released }) });
  for (;;) {
    const latest = await claims.latest();
    if (latest && !(await isFree(claims, latest, options))) continue;
    const number = (latest?.number ?? 0) + 1;
    const own = await claims.next(number - 1, record());
    if (!own) continue;
    const stop = keepAlive(() => claims.update({ number, record: record() }), lasts / 3);
    const release = async () => {
      await stop();
      // Where that can't be told any more, the lease runs out.
      await claims.update({ number, record: record(true) }).catch(() => {});
    };
    return { number, storage: own, release };
  }
};

/** What a storage throws at who writes under a claim that others have followed. */
export const leaseLost = (where: string, number: number, cause?: unknown): TextvaeError =>
  new TextvaeError("LOCKED", where, {
    expected: `to hold the run still under lease ${number}`,
    got: "a later lease: another took it over while this process gave no sign of life",
    hint: "Nothing was written. The other one goes on; leave it to it, or start again once it has ended.",
    cause,
  });

/** Whether a claim holds nobody back; false where it has to be looked at again. Throws `LOCKED`. */
const isFree = async (
  claims: Claims,
  claim: Claim,
  { isGone = () => false, onWait }: LeaseOptions,
): Promise<boolean> => {
  const { holder, lasts, until, released } = decode(claim);
  if (released || (await isGone(holder))) return true;
  const left = until - Date.now();
  if (left > 0) throw taken(claim.number, holder, left);
  if (left < -APART) return true;
  onWait?.(holder, lasts);
  for (let looks = 0; looks < LOOKS; looks++) {
    await new Promise((resolve) => setTimeout(resolve, lasts / LOOKS));
    const now = await claims.latest();
    if (now?.number !== claim.number) return false;
    if (sameBytes(now.record, claim.record)) continue;
    if (decode(now).released) return true;
    throw taken(claim.number, holder, lasts);
  }
  return true;
};

const LOOKS = 6;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Gives signs of life until what it returns is called, or the lease is lost. */
const keepAlive = (renew: () => Promise<void>, every: number): (() => Promise<void>) => {
  let ended = false;
  let beat: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    timer = setTimeout(() => {
      beat = renew().then(wait, (error) => {
        // A store that is away may come back; whoever lost the lease learns it at the next change.
        if (!(error instanceof TextvaeError && error.code === "LOCKED")) wait();
      });
    }, every);
    (timer as { unref?(): void }).unref?.();
    if (ended) clearTimeout(timer);
  };
  wait();
  return async () => {
    ended = true;
    clearTimeout(timer);
    await beat;
  };
};

const encode = (record: LeaseRecord): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(record)}\n`);

const decode = ({ number, record }: Claim): LeaseRecord => {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(record));
    if (isRecord(read) && isRecord(read.holder) && typeof read.holder.name === "string") {
      if (Number.isFinite(read.lasts) && Number.isFinite(read.until)) return read as never;
    }
  } catch {
    // Told below.
  }
  throw new TextvaeError("LOCKED", `lease ${number}`, {
    expected: "what a trainer wrote of itself",
    got: "something else",
    hint: "Use the version of textvae that wrote it.",
  });
};

const taken = (number: number, { name }: Holder, left: number): TextvaeError =>
  new TextvaeError("LOCKED", `lease ${number}`, {
    expected: "a run folder that nothing else trains in",
    got: `one in which ${name} trains`,
    hint: `Wait for it or stop it, or choose another folder with --run. Should it be gone, its lease ends by itself in ${Math.ceil(left / 1000)} s.`,
  });
