import type { Backend, BackendReport, Registry } from "@textvae/core";

export const findBackend = (registry: Registry, name: string): Backend =>
  registry.find("backend", name)() as Backend;

/** Facts of a backend in one line: `simd true, threads 2`. */
export const factsLine = (facts: BackendReport["facts"]): string =>
  Object.entries(facts)
    .map(([fact, value]) => `${fact} ${value}`)
    .join(", ");
