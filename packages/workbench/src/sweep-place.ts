import { extname } from "node:path";
import type { Storage } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { isThere, nodeStorage } from "@textvae/storage-node";
import { type PlanLine, type Records, recordsIn } from "@textvae/sweeps";
import { openPlace } from "./places.ts";
import { planIn } from "./planned.ts";

/** A plan and what is known of its runs. */
export interface SweepPlace {
  readonly plan: string;
  readonly lines: readonly PlanLine[];
  /** The folder of the records, beside the plan. */
  readonly folder: string;
  readonly records: Records;
  open(folder: string): Promise<Storage>;
}

/**
 * The plan that a command names, with the records beside it: `k.state` beside `k.jsonl`. Who only reads them with
 * `create: false` makes no folder, and needs no right to.
 */
export const sweepPlace = async (
  plan: string,
  { create = true }: { readonly create?: boolean } = {},
): Promise<SweepPlace> => {
  const lines = await planIn(plan);
  const folder = `${plan.slice(0, plan.length - extname(plan).length)}.state`;
  const some = create || (await isThere(folder));
  const records = recordsIn(some ? await nodeStorage(folder, { create }) : memoryStorage());
  const open = (of: string) => openPlace(of, { create: false });
  return { plan, lines, folder, records, open };
};
