import type { Rng } from "@textvae/core";

/** A whole number below n. */
export const below = (rng: Rng, n: number): number =>
  Math.floor((rng.uniforms(1)[0] as number) * n);

export const pick = <T>(rng: Rng, from: readonly T[]): T => from[below(rng, from.length)] as T;

const HOSTILE: readonly unknown[] = [
  ...[null, true, false, 0, -1, -0, 0.5, 1e300, 2 ** 53, 2 ** 31, "", "x", "__proto__", "0"],
  ...[[], {}, [null], [[]], { length: 1 }, { "": null }, "\u0000", "é", "x".repeat(3000)],
];

const KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "", "x", "0"];

/** JSON with one value somewhere in it replaced, removed, doubled, or put under a hostile key. */
export const mutateJson = (value: unknown, rng: Rng): unknown => {
  const isNode = typeof value === "object" && value !== null;
  if (!isNode || Object.keys(value).length === 0 || below(rng, 4) === 0) return pick(rng, HOSTILE);
  const entries = Object.entries(value);
  const at = below(rng, entries.length);
  const [key, child] = entries[at] as [string, unknown];
  const changed: [string, unknown][] = pick(rng, [
    () => [[key, mutateJson(child, rng)] as [string, unknown]],
    () => [[key, mutateJson(child, rng)] as [string, unknown]],
    () => [[key, mutateJson(child, rng)] as [string, unknown]],
    () => [],
    () => [[pick(rng, KEYS), child] as [string, unknown]],
    () =>
      [
        [key, child],
        [pick(rng, KEYS), pick(rng, HOSTILE)],
      ] as [string, unknown][],
  ])();
  const next = entries.toSpliced(at, 1, ...changed);
  return Array.isArray(value) ? next.map(([, of]) => of) : Object.fromEntries(next);
};

/** Bytes of which some are flipped, cut off, added, zeroed or moved. */
export const mutateBytes = (bytes: Uint8Array, rng: Rng): Uint8Array => {
  const at = below(rng, bytes.length + 1);
  const length = below(rng, 16) + 1;
  return pick(rng, [
    () => bytes.map((byte, i) => (i === at ? byte ^ (1 << below(rng, 8)) : byte)),
    () => bytes.map((byte, i) => (i === at ? below(rng, 256) : byte)),
    () => bytes.slice(0, at),
    () => bytes.slice(at),
    () => bytes.map((byte, i) => (i >= at && i < at + length ? 0 : byte)),
    () => Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(0, length), ...bytes.slice(at)]),
    () => Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + length)]),
    () => Uint8Array.from([...bytes, ...new Uint8Array(length)]),
    () => new Uint8Array(0),
  ])();
};
