import type { Storage } from "@textvae/core";
import { type History, type Point, timingsIn } from "./history.ts";

const FILE = "timings.jsonl";

/**
 * Makes the timings of a run ready to go on from a step: lines of later steps, that will be written
 * again, and what is no timing are left out. Says what was lost.
 */
export const mendTimings = async (
  storage: Storage,
  step: number,
  { training }: History,
): Promise<string[]> => {
  const exists = await storage.exists(FILE);
  const content = exists ? new TextDecoder().decode(await storage.read(FILE)) : "";
  const kept = timingsIn(content).filter((point) => point.step <= step);
  const text = kept.map((point) => `${JSON.stringify(point)}\n`).join("");
  if (text !== content) await storage.write(FILE, new TextEncoder().encode(text));
  const timed = new Set(kept.map((point: Point) => point.step));
  const lost = training.filter((point) => !timed.has(point.step)).length;
  return lost === 0 ? [] : [`${FILE}: ${lost} of ${training.length} lines are missing`];
};
