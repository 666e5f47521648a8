import { basename } from "node:path";
import { encodeMap, keptMap, makeMap } from "@textvae/explorer";
import { readingOf } from "@textvae/explorer/reading";
import type { SiteFiles } from "@textvae/explorer-node";
import { memoryStorage } from "@textvae/run-format";
import { exportBundle } from "@textvae/runs";
import { heldOut } from "@textvae/runs/asking";
import type { Watch } from "@textvae/runs/measures";
import { type Asked, askedItems } from "./asked.ts";
import type { Piped } from "./piped.ts";
import type { Trained } from "./trained.ts";
import { ownVersion } from "./version.ts";

/** What the page shows of one run: its bundle and its map. */
export interface Site {
  readonly from: string;
  readonly items: number;
  readonly files: SiteFiles;
}

export interface SiteOptions extends Asked {
  readonly items: number;
  readonly prior: number;
  readonly dtype: "f32" | "f16";
  readonly seed: number;
}

/** Who is shown how it goes on, what is piped in, and what stops it. */
export interface Making extends Piped {
  readonly watch: Watch;
  readonly signal?: AbortSignal | undefined;
}

/** The map of the sentences asked for, held-out ones by default, and the model beside it. */
export const makeSite = async (
  trained: Trained,
  { items: most, prior, dtype, seed, ...asked }: SiteOptions,
  { watch, stdin, signal }: Making,
): Promise<Site> => {
  const split =
    asked.split ?? (asked.file === undefined ? heldOut(await trained.dataset()) : undefined);
  const { items, from, texts } = await askedItems(trained, { ...asked, split }, { stdin });
  const version = ownVersion();
  const reading = await readingOf({ ...trained, version });
  const make = async () => {
    const map = await watch("making the map", (onProgress) =>
      makeMap(trained.model, {
        // Who is given the page is told no path of this machine.
        ...{ items, from: basename(from), most, prior, seed, onProgress },
        ...(signal && { signal }),
      }),
    );
    return encodeMap({ ...map, description: { ...map.description, reading } });
  };
  const source = {
    model: trained.model,
    texts,
    asked: { ...asked, from, most, prior, seed, version },
  };
  const map = trained.config ? await keptMap(trained.storage, source, reading, make) : await make();
  const bundle = memoryStorage();
  await exportBundle(trained.model, bundle, { dtype: dtype === "f16" ? "F16" : "F32" });
  return { from, items: Math.min(items.size, most), files: { bundle: bundle.files, map } };
};
