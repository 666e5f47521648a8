import type { Places } from "./places.ts";
import type { Scatter } from "./scatter.ts";

/** What the keys of the map do, for those who look for them. */
export const KEYS =
  "Arrow keys go from sentence to sentence, with Shift they move the view. Plus and minus zoom, 0 shows all. A, B and C pin the sentence, L switches the lasso, Escape lets go.";

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The item that lies nearest in a direction: what is aside counts double. */
export const nextItem = (
  { x, y, front }: Places,
  from: number,
  [dx, dy]: readonly [number, number],
): number => {
  if (from < 0 || from >= x.length) return x.length > 0 ? 0 : -1;
  let [best, least] = [from, Number.POSITIVE_INFINITY];
  for (let row = 0; row < x.length; row++) {
    if (row === from || (front && !front[row])) continue;
    const [rx, ry] = [
      (x[row] as number) - (x[from] as number),
      (y[row] as number) - (y[from] as number),
    ];
    const along = rx * dx + ry * dy;
    const aside = Math.abs(rx * dy - ry * dx);
    if (along <= aside) continue;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [row, cost];
  }
  return best;
};

export interface KeyActions {
  readonly scatter: Scatter;
  readonly places: Places;
  readonly focused: number;
  focus(row: number): void;
  pin(name: "a" | "b" | "c"): void;
  toggleLasso(): void;
  clear(): void;
}

/** Does what a key says; returns whether it was one. */
export const onKey = (event: KeyboardEvent, actions: KeyActions): boolean => {
  const { scatter } = actions;
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey) return false;
  const arrow = ARROWS[key];
  const done: Readonly<Record<string, () => void>> = {
    "+": () => scatter.zoom(0.7),
    "=": () => scatter.zoom(0.7),
    "-": () => scatter.zoom(1 / 0.7),
    "0": () => scatter.reset(),
    Home: () => scatter.reset(),
    a: () => actions.pin("a"),
    b: () => actions.pin("b"),
    c: () => actions.pin("c"),
    l: () => actions.toggleLasso(),
    Escape: () => actions.clear(),
  };
  if (arrow && shiftKey) scatter.pan(...arrow);
  else if (arrow) actions.focus(nextItem(actions.places, actions.focused, arrow));
  else if (done[key.length === 1 ? key.toLowerCase() : key]) {
    done[key.length === 1 ? key.toLowerCase() : key]?.();
  } else return false;
  return true;
};
