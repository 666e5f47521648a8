import { expose } from "comlink";
import { nearestRows, placeAmong } from "./nearest.ts";
import { umapLayout } from "./umap.ts";

/** Places of items and of samples of the prior, which are put among their nearest items. */
export interface UmapPlaces {
  readonly place_N2: Float32Array;
  readonly prior_M2: Float32Array;
}

/** Codes of items and of samples of the prior. */
export interface UmapRows {
  readonly codes_NZ: Float32Array;
  readonly prior_MZ: Float32Array;
  readonly width: number;
}

export interface LayoutApi {
  umap(rows: UmapRows, seed: number, onProgress: (done: number) => void): Promise<UmapPlaces>;
}

const api: LayoutApi = {
  async umap({ codes_NZ, prior_MZ, width }, seed, onProgress) {
    const codes = { values: codes_NZ, width };
    const place_N2 = umapLayout(codes, { seed, onProgress });
    const samples = prior_MZ.length / width;
    const prior_M2 = new Float32Array(2 * samples);
    for (let row = 0; row < samples; row++) {
      const z = prior_MZ.subarray(row * width, (row + 1) * width);
      prior_M2.set(placeAmong(nearestRows(codes, z, 3), place_N2), 2 * row);
    }
    return { place_N2, prior_M2 };
  },
};

/** Lays out what is asked for at the other end of a port. */
export const serveLayout = (port: MessagePort): void => expose(api, port);
