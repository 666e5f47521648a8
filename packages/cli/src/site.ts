import { encodeMap, keptMap, makeMap } from "@textvae/explorer";
import { readingOf } from "@textvae/explorer/reading";
import type { SiteFiles } from "@textvae/explorer-node";
import { memoryStorage } from "@textvae/run-format";
import { exportBundle } from "@textvae/runs";
import { heldOut } from "@textvae/runs/asking";
import type { AskedFlags } from "./commands/options.ts";
import { askedItems } from "./data/asked.ts";
import type { Io } from "./io.ts";
import type { Trained } from "./trained.ts";
import { ownVersion } from "./versions.ts";
import { createWatch } from "./watch.ts";

/** What the page shows of one run: its bundle and its map. */
export interface Site {
  readonly from: string;
  readonly items: number;
  readonly files: SiteFiles;
}

interface SiteOptions extends AskedFlags {
  readonly items: number;
  readonly prior: number;
  readonly dtype: "f32" | "f16";
  readonly seed: number;
}

/** The map of the sentences asked for, held-out ones by default, and the model beside it. */
export const makeSite = async (
  trained: Trained,
  { items: most, prior, dtype, seed, ...asked }: SiteOptions,
  { json }: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<Site> => {
  const split =
    asked.split ?? (asked.file === undefined ? heldOut(await trained.dataset()) : undefined);
  const { items, from, texts } = await askedItems(trained, { ...asked, split }, io);
  const version = ownVersion();
  const reading = await readingOf({ ...trained, version });
  const make = async () => {
    const { signal } = io;
    const map = await createWatch(io, json === true)("making the map", (onProgress) =>
      makeMap(trained.model, {
        ...{ items, from, most, prior, seed, onProgress },
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
