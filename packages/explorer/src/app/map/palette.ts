/** Colours of the map, dark and light; each list is what `colourIndex` points into. */

/** From little to much. */
const RAMPS = {
  light: ["#f0c94b", "#e99a2f", "#d5653f", "#a83b62", "#6d2b76", "#33256b"],
  dark: ["#3f3f8f", "#6a4fb3", "#b0559f", "#e46e74", "#f6a35b", "#fbe183"],
} as const;

/** From "worse with its code" over "the same" to "better". */
const DIVERGING = {
  light: ["#b8441b", "#df8a4e", "#c9b8a4", "#a9adb3", "#6f9fd8", "#2f6fde", "#123f9c"],
  dark: ["#ff7a45", "#e59a64", "#9b8f82", "#7d838b", "#6ea0ff", "#8ab6ff", "#c3dbff"],
} as const;

/** Of classes; after the tenth they begin again. */
export const CLASSES = {
  light: [
    "#2f6fde",
    "#d9730d",
    "#2b8a5b",
    "#b5387a",
    "#7a5bd0",
    "#0f8a9d",
    "#a1661a",
    "#c23b3b",
    "#5a7d1a",
    "#5b6472",
  ],
  dark: [
    "#6ea0ff",
    "#f0a04b",
    "#58c08c",
    "#ec7fb5",
    "#a993f5",
    "#4cc4d6",
    "#d8a765",
    "#f07f7f",
    "#a3c957",
    "#a9b3c0",
  ],
} as const;

export type Theme = "light" | "dark";

/** Steps of a ramp. */
export const STEPS = 32;

const rgb = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** A ramp through some colours in `STEPS` steps. */
const ramp = (stops: readonly string[]): string[] =>
  Array.from({ length: STEPS }, (_, i) => {
    const at = (i / (STEPS - 1)) * (stops.length - 1);
    const [low, high] = [rgb(stops[Math.floor(at)] as string), rgb(stops[Math.ceil(at)] as string)];
    const mixed = low.map((value, k) =>
      Math.round(value + (at % 1) * ((high[k] as number) - value)),
    );
    return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  });

export const rampOf = (theme: Theme): string[] => ramp(RAMPS[theme]);
export const divergingOf = (theme: Theme): string[] => ramp(DIVERGING[theme]);

/** What is drawn beside the items of the map. */
export const OTHERS: Readonly<
  Record<Theme, Readonly<Record<"plain" | "dim" | "prior" | "mark" | "back", string>>>
> = {
  light: { plain: "#2f6fde", dim: "#dde1e7", prior: "#8a929d", mark: "#101418", back: "#ffffff" },
  dark: { plain: "#6ea0ff", dim: "#2a3038", prior: "#6b7480", mark: "#ffffff", back: "#14171b" },
};
