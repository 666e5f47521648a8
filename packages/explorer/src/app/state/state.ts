import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { GenerateStrategy } from "@textvae/core";
import type { Loaded, Subject, Telling } from "../model-api.ts";
import { keptChoice, keptFlag, keptNumber, keptNumbers, keptText, keptWhole } from "./kept.ts";

export type { Loaded } from "../model-api.ts";

export const VIEWS = ["train", "map", "write", "read"] as const;
export type View = (typeof VIEWS)[number];
export const LAYOUTS = ["pca", "umap", "globe"] as const;
export const COLOURS = ["gain", "nll", "length", "label", "none"] as const;
export const STRATEGIES = ["greedy", "sample", "beam"] as const;

/** The views of this page: one that trains has one more. */
export const views: Signal<readonly View[]> = signal(["map", "write", "read"]);
const named: Signal<View | ""> = keptChoice<View | "">("tab", "", VIEWS);
/** The view that is shown: the first, where the address names none. */
export const tab: ReadonlySignal<View> = computed(() => {
  const all = views.value;
  return all.find((view) => view === named.value) ?? (all[0] as View);
});
export const show = (view: View): void => {
  named.value = view === views.peek()[0] ? "" : view;
};

/* The map. */
export const layout: Signal<(typeof LAYOUTS)[number]> = keptChoice("layout", "pca", LAYOUTS);
export const colour: Signal<(typeof COLOURS)[number]> = keptChoice("colour", "gain", COLOURS);
export const showPrior: Signal<boolean> = keptFlag("prior");
export const search: Signal<string> = keptText("find");
export const turn: Signal<number> = keptNumber("turn", 0, [-180, 180]);
export const tilt: Signal<number> = keptNumber("tilt", 15, [-90, 90]);
/** The item that the reader looks at, −1 for none. */
export const focused: Signal<number> = keptWhole("item", -1, [-1, 1e9]);
/** Items inside a lasso. */
export const chosen: Signal<readonly number[]> = signal([]);

/* Writing. */
export const a: Signal<string> = keptText("a");
export const b: Signal<string> = keptText("b");
export const c: Signal<string> = keptText("c");
export const label: Signal<string> = keptText("label");
export const strategy: Signal<(typeof STRATEGIES)[number]> = keptChoice(
  "words",
  "greedy",
  STRATEGIES,
);
export const temperature: Signal<number> = keptNumber("temperature", 1, [0.05, 3]);
export const topK: Signal<number> = keptWhole("topk", 0, [0, 1e6]);
export const topP: Signal<number> = keptNumber("topp", 1, [0.01, 1]);
export const beam: Signal<number> = keptWhole("beam", 5, [1, 50]);
export const seed: Signal<number> = keptWhole("seed", 1, [0, 2 ** 31]);
export const steps: Signal<number> = keptWhole("steps", 7, [3, 15]);
export const distance: Signal<number> = keptNumber("distance", 0.5, [0, 10]);
export const coordinates: Signal<ReadonlyMap<number, number>> = keptNumbers("z");

/* What came from the worker. */
export const loaded: Signal<Loaded | undefined> = signal(undefined);
export const failure: Signal<string> = signal("");
/** What the page waits for while there is no map. */
export const waiting: Signal<string> = signal("Loading the map …");
/** Whether the model can be asked, and what runs it; why not, where it can't. */
export const opened: Signal<
  | { readonly kind: "opening" | "none" }
  | { readonly kind: "open" | "failed"; readonly says: string }
> = signal({ kind: "opening" });

export const telling: ReadonlySignal<Telling> = computed(() => ({
  seed: seed.value,
  strategy: strategyNow(),
}));

const strategyNow = (): GenerateStrategy => {
  if (strategy.value === "greedy") return { kind: "greedy" };
  if (strategy.value === "beam") return { kind: "beam", width: beam.value };
  return {
    kind: "sample",
    temperature: temperature.value,
    ...(topK.value > 0 && { topK: topK.value }),
    ...(topP.value < 1 && { topP: topP.value }),
  };
};

/** What a field names: `@12` is an item of the map, all else a typed sentence. */
export const subjectOf = (field: string): Subject | undefined => {
  const item = /^@(\d+)$/.exec(field.trim())?.[1];
  if (item !== undefined) {
    const row = Number(item);
    return row < (loaded.value?.texts.length ?? 0) ? { item: row } : undefined;
  }
  const text = field.trim();
  if (text === "") return undefined;
  const told = loaded.value?.description.told === "label";
  const classes = loaded.value?.description.labels ?? [];
  return { text, ...(told && { label: label.value || classes[0] }) };
};
