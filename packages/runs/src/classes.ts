import { requireMembers } from "./require-members.ts";
import type { Items } from "./texts.ts";

/** Items looked at together. */
const STEP = 500;

/** The index of each item's class, undefined where items have none. */
export const classesOf = (items: Items): Int32Array | undefined => {
  requireMembers("classesOf", items, "items", "batch");
  const classes_N = new Int32Array(items.size);
  const step = items.batches ? 1 : STEP;
  for (let from = 0; from < items.size; from += step) {
    const length = Math.min(step, items.size - from);
    const { labels_B } = items.batch(Int32Array.from({ length }, (_, i) => from + i));
    if (!labels_B) return undefined;
    classes_N.set(labels_B, from);
  }
  return classes_N;
};
