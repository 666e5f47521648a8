import type { Plain } from "@textvae/core";

/** Put in by `scripts/build-page.mjs`. */
declare const EXPERIMENTS: Readonly<Record<string, Plain>>;

/** The record of each model that the page offers, by name: it needs no recipe to make them. */
export const experiments: Readonly<Record<string, Plain>> = EXPERIMENTS;
