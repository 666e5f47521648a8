// In a module of its own, so that a page loads it only where a bundle names something of it.
import { type AnyPlugin, compositions, training } from "@textvae/core";

export const moreOfCore: readonly AnyPlugin[] = [...compositions, ...training];
