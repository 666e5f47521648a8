import { createRng, TextvaeError } from "@textvae/core";
import { UMAP } from "umap-js";
import type { Rows } from "../../map/project.ts";
import { nearestRows, placeAmong } from "./nearest.ts";

export interface UmapOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Neighbours of each item that are kept together. Default 15. */
  readonly neighbours?: number;
  /** Items that UMAP itself lays out; others are put among their nearest of these. Default 5 000. */
  readonly most?: number;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** How the time is shared out, roughly: the graph of neighbours, the layout, the placing of others. */
const GRAPH = 0.4;

/**
 * A UMAP layout of codes in the plane, row-major `[N, 2]`. The same seed gives the same layout in the
 * same engine; another engine keeps the neighbourhoods and not the coordinates.
 *
 * Source: "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction", McInnes,
 * Healy and Melville, 2018, https://arxiv.org/abs/1802.03426
 *
 * @throws {TextvaeError} `OPTION` for fewer than four items, of which there is no layout.
 */
export const umapLayout = (codes: Rows, options: UmapOptions = {}): Float32Array => {
  const { seed = 0, neighbours = 15, most = 5000, onProgress } = options;
  const { values, width } = codes;
  const rows = values.length / width;
  if (rows < 4) {
    const expected = "at least four items";
    throw new TextvaeError("OPTION", "umap", { expected, got: String(rows) });
  }
  const rng = createRng(seed).stream("umap");
  const chosen =
    rows > most
      ? rng.permutation(rows).slice(0, most).sort()
      : Int32Array.from({ length: rows }, (_, i) => i);
  const some = Array.from(chosen, (row) => [...values.subarray(row * width, (row + 1) * width)]);

  const umap = new UMAP({
    nNeighbors: Math.min(neighbours, some.length - 1),
    random: drawer(rng),
  });
  const epochs = umap.initializeFit(some);
  onProgress?.(GRAPH);
  const layout = rows > most ? 0.5 * (1 - GRAPH) : 1 - GRAPH;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    if (epoch % 10 === 0) onProgress?.(GRAPH + (layout * epoch) / epochs);
  }
  const embedded = umap.getEmbedding();
  const place_N2 = new Float32Array(2 * rows);
  const placed = new Uint8Array(rows);
  for (const [i, row] of chosen.entries()) {
    place_N2.set(embedded[i] as number[], 2 * row);
    placed[row] = 1;
  }
  if (rows > most) placeOthers(codes, { chosen, placed, place_N2 }, (done) => onProgress?.(done));
  onProgress?.(1);
  return place_N2;
};

interface Placed {
  readonly chosen: Int32Array;
  readonly placed: Uint8Array;
  readonly place_N2: Float32Array;
}

const placeOthers = (
  { values, width }: Rows,
  { chosen, placed, place_N2 }: Placed,
  onProgress: (done: number) => void,
): void => {
  const known = new Float32Array(chosen.length * width);
  const known_N2 = new Float32Array(2 * chosen.length);
  for (const [i, row] of chosen.entries()) {
    known.set(values.subarray(row * width, (row + 1) * width), i * width);
    known_N2.set(place_N2.subarray(2 * row, 2 * row + 2), 2 * i);
  }
  for (let row = 0; row < placed.length; row++) {
    if (placed[row]) continue;
    const z = values.subarray(row * width, (row + 1) * width);
    place_N2.set(placeAmong(nearestRows({ values: known, width }, z, 3), known_N2), 2 * row);
    if (row % 500 === 0) onProgress(0.7 + (0.3 * row) / placed.length);
  }
};

/** Uniform numbers one by one, drawn in blocks. */
const drawer = (rng: ReturnType<typeof createRng>): (() => number) => {
  let block = rng.uniforms(4096);
  let next = 0;
  return () => {
    if (next === block.length) {
      block = rng.uniforms(4096);
      next = 0;
    }
    return block[next++] as number;
  };
};
