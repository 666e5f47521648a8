/** Where a remedy stands. */
export interface Point {
  readonly label: string;
  readonly information: number;
  readonly nll: number;
}

/** Domains of both axes, and how much of them a pixel is. */
export interface Axes {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly unit: { readonly x: number; readonly y: number };
}

/** A point with the place of its name. */
export interface Named extends Point {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
}

const [LINE, LETTER, GAP] = [15, 6.6, 12];
/** Codes that tell less have collapsed. */
const COLLAPSED = 0.1;

/** Names of collapsed points in a column left of them, of others beside them; none covers another. */
export const named = (points: readonly Point[], { unit }: Axes): Named[] => {
  const upwards = points.toSorted((a, b) => a.nll - b.nll);
  const column = upwards.filter(({ information }) => information < COLLAPSED);
  const others = upwards.filter(({ information }) => information >= COLLAPSED);
  return [...inColumn(column, unit), ...beside(others, unit)];
};

const inColumn = (points: readonly Point[], unit: Axes["unit"]): Named[] => {
  const pushed: number[] = [];
  for (const { nll } of points) {
    const last = pushed.at(-1);
    pushed.push(last === undefined ? nll : Math.max(nll, last + LINE * unit.y));
  }
  const shifts = pushed.map((y, i) => y - (points[i] as Point).nll);
  const mean = shifts.reduce((sum, shift) => sum + shift, 0) / Math.max(1, shifts.length);
  return points.map((point, i) => ({
    ...point,
    ...{ x: -2 * GAP * unit.x, y: (pushed[i] as number) - mean, anchor: "end" },
  }));
};

/** Right of its point, or left where it would cover another point there; pushed up from under other names. */
const beside = (points: readonly Point[], unit: Axes["unit"]): Named[] => {
  const placed: Named[] = [];
  for (const point of points) {
    const at = (anchor: Named["anchor"]): Named => {
      const gap = (anchor === "start" ? GAP : -GAP) * unit.x;
      return { ...point, x: point.information + gap, y: point.nll, anchor };
    };
    const covers = (name: Named) =>
      points.some(({ information, nll }) => {
        const [from, to] = reachOf(name, unit);
        const near = Math.abs(nll - name.y) < LINE * unit.y;
        return near && from < information && information < to;
      });
    const right = at("start");
    const name = covers(right) ? at("end") : right;
    let { y } = name;
    for (const other of placed) {
      const [[from, to], [left, end]] = [reachOf(name, unit), reachOf(other, unit)];
      if (from < end && left < to && y < other.y + LINE * unit.y) y = other.y + LINE * unit.y;
    }
    placed.push({ ...name, y });
  }
  return placed;
};

/** From where to where a name reaches. */
const reachOf = ({ x, label, anchor }: Named, unit: Axes["unit"]): [number, number] => {
  const width = label.length * LETTER * unit.x;
  return anchor === "start" ? [x, x + width] : [x - width, x];
};
