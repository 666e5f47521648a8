import { counted, shown } from "../../reading/numbers.ts";
import type { COLOURS, Loaded } from "../state/state.ts";
import { CLASSES, divergingOf, OTHERS, rampOf, STEPS, type Theme } from "./palette.ts";

/** What the items of a map are coloured by, and what that means. */
export interface Colouring {
  readonly colours: readonly string[];
  /** Index of the colour of each item. */
  readonly index_N: Uint8Array;
  readonly legend:
    | { readonly kind: "none" }
    | { readonly kind: "classes"; readonly names: readonly string[] }
    | { readonly kind: "ramp"; readonly from: string; readonly to: string; readonly says: string };
}

export type Colour = (typeof COLOURS)[number];

/** What an item's own code is worth in nats: what it costs without, less what it costs with it. */
export const gainOf = ({ points }: Pick<Loaded, "points">, row: number): number =>
  (points.without_N[row] as number) - (points.nll_N[row] as number);

/** The colours of the items by one of their numbers. */
export const colouringOf = (map: Loaded, by: Colour, theme: Theme): Colouring => {
  const { points, description } = map;
  const count = description.items;
  if (by === "label" && points.label_N && description.labels) {
    const colours = CLASSES[theme];
    const index_N = Uint8Array.from(points.label_N, (label) => label % colours.length);
    return { colours, index_N, legend: { kind: "classes", names: description.labels } };
  }
  if (by === "gain") return gains(map, theme);
  if (by === "nll" || by === "length") {
    const values =
      by === "length"
        ? points.tokens_N
        : points.nll_N.map((nll, i) => nll / (points.tokens_N[i] as number));
    return ranked(values, theme, by);
  }
  return {
    colours: [OTHERS[theme].plain],
    index_N: new Uint8Array(count),
    legend: { kind: "none" },
  };
};

/** Symmetric around "no difference", with its ends at the 95 % of the gains. */
const gains = (map: Loaded, theme: Theme): Colouring => {
  const values = Float32Array.from({ length: map.description.items }, (_, i) => gainOf(map, i));
  const sizes = values.map(Math.abs).sort();
  const most = (sizes[Math.floor(0.95 * (sizes.length - 1))] as number) || 1;
  const better = values.filter((value) => value > 0).length;
  const share = Math.round((100 * better) / values.length);
  return {
    colours: divergingOf(theme),
    index_N: Uint8Array.from(values, (value) =>
      Math.round(((Math.max(-1, Math.min(1, value / most)) + 1) / 2) * (STEPS - 1)),
    ),
    legend: {
      kind: "ramp",
      from: `−${shown(most, 0)}`,
      to: `+${shown(most, 0)} nats`,
      says: `cheaper with its own code than with a random one: ${share} %`,
    },
  };
};

/** By rank, so that a few long sentences don't leave all others in one colour. */
const ranked = (values: Float32Array, theme: Theme, by: "nll" | "length"): Colouring => {
  const sorted = values.slice().sort();
  const last = sorted.length - 1;
  const rankOf = (value: number): number => {
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low / Math.max(1, last);
  };
  const end = (value: number) => (by === "nll" ? shown(value, 1) : counted(value));
  return {
    colours: rampOf(theme),
    index_N: Uint8Array.from(values, (value) => Math.round(rankOf(value) * (STEPS - 1))),
    legend: {
      kind: "ramp",
      from: end(sorted[0] ?? 0),
      to: `${end(sorted[last] ?? 0)} ${by === "nll" ? "nats per token" : "tokens"}`,
      says: "by rank",
    },
  };
};
