import { urlSource } from "@textvae/runs";
import { expose } from "comlink";
import { readCodes, readMap } from "../map/files.ts";
import { nearestRows, placeAmong } from "./layout/nearest.ts";
import { umapLayout } from "./layout/umap.ts";

/* A worker of its own for a layout, which is ended where the layout is not wanted any more. */

/** Places of items and of samples of the prior, which are put among their nearest items. */
export interface UmapPlaces {
  readonly place_N2: Float32Array;
  readonly prior_M2: Float32Array;
}

export interface LayoutApi {
  umap(base: string, seed: number, onProgress: (done: number) => void): Promise<UmapPlaces>;
}

const api: LayoutApi = {
  async umap(base, seed, onProgress) {
    const { read } = urlSource(new URL("map", base).href);
    const { description } = await readMap(read);
    const { codes_NZ, prior_MZ } = await readCodes(read, description);
    const width = description.latent;
    const codes = { values: codes_NZ, width };
    const place_N2 = umapLayout(codes, { seed, onProgress });
    const prior_M2 = new Float32Array(2 * description.prior);
    for (let row = 0; row < description.prior; row++) {
      const z = prior_MZ.subarray(row * width, (row + 1) * width);
      prior_M2.set(placeAmong(nearestRows(codes, z, 3), place_N2), 2 * row);
    }
    return { place_N2, prior_M2 };
  },
};

expose(api);
