import { computed, type ReadonlySignal } from "@preact/signals";
import { theme } from "../parts/theme.ts";
import {
  a,
  b,
  c,
  colour,
  layout,
  loaded,
  search,
  showPrior,
  subjectOf,
  tilt,
  turn,
} from "../state/state.ts";
import { type Colouring, colouringOf } from "./colouring.ts";
import { framedPlaces, globeRim, onGlobe, type Places } from "./places.ts";
import type { Picture } from "./scatter.ts";
import { umap } from "./umap-state.ts";

/** Where items and samples of the prior are, in the layout that is shown. */
const places: ReadonlySignal<{ items: Places; prior: Places; rim?: Places } | undefined> = computed(
  () => {
    const map = loaded.value;
    if (!map) return undefined;
    const { globe } = map.points;
    if (layout.value === "globe" && globe) {
      return {
        items: onGlobe(globe.place_N3, turn.value, tilt.value),
        prior: onGlobe(globe.prior_M3, turn.value, tilt.value),
        rim: globeRim(),
      };
    }
    const state = umap.value;
    const laid = layout.value === "umap" && state.kind === "done";
    return framedPlaces(laid ? state.places : map.points, showPrior.value);
  },
);

export const colouring: ReadonlySignal<Colouring | undefined> = computed(() => {
  const map = loaded.value;
  return map && colouringOf(map, colour.value, theme.value);
});

/** Items that hold the words of the search box; undefined where nothing is searched for. */
export const found: ReadonlySignal<ReadonlySet<number> | undefined> = computed(() => {
  const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const map = loaded.value;
  if (!map || words.length === 0) return undefined;
  const rows = new Set<number>();
  for (const [row, text] of map.texts.entries()) {
    const low = ` ${text.toLowerCase()} `;
    if (words.every((word) => low.includes(` ${word}`))) rows.add(row);
  }
  return rows;
});

/** Items that stand in the fields A, B and C of Write. */
export const pinned: ReadonlySignal<readonly { readonly name: string; readonly row: number }[]> =
  computed(() =>
    Object.entries({ A: a.value, B: b.value, C: c.value }).flatMap(([name, field]) => {
      const subject = subjectOf(field);
      return subject && "item" in subject ? [{ name, row: subject.item }] : [];
    }),
  );

/** All that is drawn. */
export const picture: ReadonlySignal<Picture | undefined> = computed(() => {
  const [at, colours] = [places.value, colouring.value];
  if (!at || !colours) return undefined;
  const matches = found.value;
  const rows = pinned.value.map(({ row }) => row);
  const marks = {
    x: Float32Array.from(rows, (row) => at.items.x[row] as number),
    y: Float32Array.from(rows, (row) => at.items.y[row] as number),
  };
  return {
    items: at.items,
    colours: colours.colours,
    index_N: colours.index_N,
    raised: matches,
    prior: showPrior.value ? at.prior : undefined,
    rim: at.rim,
    marks,
    theme: theme.value,
  };
});
