import createScatterplot from "regl-scatterplot";
import { OTHERS, type Theme } from "./palette.ts";
import type { Places } from "./places.ts";
import { rendererFor } from "./renderer.ts";

/** What is drawn: items of the map, and beneath and above them what is no item. */
export interface Picture {
  readonly items: Places;
  readonly colours: readonly string[];
  readonly index_N: Uint8Array;
  /** Items that are drawn above all others, which are drawn in the background; absent: none. */
  readonly raised?: ReadonlySet<number> | undefined;
  readonly prior?: Places | undefined;
  /** The rim of a globe. */
  readonly rim?: Places | undefined;
  /** Places that are pointed out. */
  readonly marks: Places;
  readonly theme: Theme;
}

export interface ScatterEvents {
  /** An item under the pointer, −1 for none. */
  hover(row: number): void;
  /** Items that were clicked (one) or lassoed. */
  select(rows: readonly number[]): void;
  /** The view was moved, so that what lies over it must be. */
  view(): void;
}

export interface Scatter {
  draw(picture: Picture): Promise<void>;
  /** Width and height of the canvas, in pixels. */
  size(): readonly [number, number];
  /** Where an item is on the canvas, in pixels. */
  screen(row: number): readonly [number, number] | undefined;
  pan(x: number, y: number): void;
  zoom(factor: number): void;
  /** Shows everything. */
  reset(): void;
  zoomTo(rows: readonly number[]): void;
  lasso(on: boolean): void;
  point(row: number): void;
  destroy(): void;
}

/** From so many points on, they are drawn as plain squares, and searched in a worker. */
const MANY = 30_000;

/** Items that are drawn again above the others, at most. */
const RAISED = 5000;

/** Size of a point by how many there are. */
const sizeFor = (count: number): number => (count > MANY ? 2 : count > 4000 ? 3.5 : 5);
const opacityFor = (count: number): number => (count > MANY ? 0.5 : count > 4000 ? 0.6 : 0.8);

/** How far all is seen from: at 1 the height of the canvas shows it, which may be more than its width. */
const wholeOf = ({ clientWidth, clientHeight }: HTMLCanvasElement): number =>
  Math.max(1, clientHeight / Math.max(1, clientWidth));

/** Of some items, the places. */
const of = ({ x, y, front }: Places, rows: readonly number[]): Places => ({
  x: Float32Array.from(rows, (row) => x[row] as number),
  y: Float32Array.from(rows, (row) => y[row] as number),
  ...(front && { front: Uint8Array.from(rows, (row) => front[row] as number) }),
});

/** The map of so many items on a canvas. Throws where the browser has no WebGL. */
export const createScatter = (
  canvas: HTMLCanvasElement,
  items: number,
  { hover, select, view }: ScatterEvents,
): Scatter => {
  const renderer = rendererFor(canvas);
  const plot = createScatterplot({
    ...{ canvas, renderer },
    cameraDistance: wholeOf(canvas),
    lassoOnLongPress: true,
    lassoMinDist: 8,
    spatialIndexUseWorker: items > MANY,
    performanceMode: items > MANY,
    deselectOnDblClick: true,
    opacityInactiveMax: 1,
    opacityInactiveScale: 1,
    showReticle: false,
  });
  if (!plot.isSupported) throw new Error("WebGL is not to be had");
  let before = 0;
  let count = 0;
  let above = 0;
  /** Items that are drawn a second time, above the others. */
  let again: readonly number[] = [];
  const itemOf = (drawn: number) => {
    if (drawn >= before && drawn < before + count) return drawn - before;
    return again[drawn - above] ?? -1;
  };
  plot.subscribe("pointOver", (drawn: number) => hover(itemOf(drawn)));
  plot.subscribe("pointOut", () => hover(-1));
  plot.subscribe("select", ({ points }: { points: readonly number[] }) =>
    select([...new Set(points.map(itemOf))].filter((row) => row >= 0)),
  );
  plot.subscribe("deselect", () => select([]));
  plot.subscribe("view", view);
  const distance = () => plot.get("cameraDistance") as unknown as number;
  const target = () => plot.get("cameraTarget") as unknown as [number, number];

  const drawNow = async (picture: Picture): Promise<void> => {
    const { items, prior, rim, marks, colours, index_N, raised, theme } = picture;
    const others = OTHERS[theme];
    const rims = rim?.x.length ?? 0;
    before = rims + (prior?.x.length ?? 0);
    count = items.x.length;
    again = [...(raised ?? [])].slice(0, RAISED);
    above = before + count + marks.x.length;
    const total = above + again.length;
    const [dim, grey, mark] = [colours.length, colours.length + 1, colours.length + 2];
    const [x, y] = [new Float32Array(total), new Float32Array(total)];
    const [category, front] = [new Float32Array(total), new Float32Array(total).fill(1)];
    for (const [from, places] of [
      [0, rim],
      [rims, prior],
      [before, items],
      [before + count, marks],
      [above, of(items, again)],
    ] as const) {
      if (!places) continue;
      x.set(places.x, from);
      y.set(places.y, from);
      if (places.front) front.set(places.front, from);
    }
    category
      .fill(dim, 0, rims)
      .fill(grey, rims, before)
      .fill(mark, before + count, above);
    for (let row = 0; row < count; row++) {
      category[before + row] = raised && !raised.has(row) ? dim : (index_N[row] as number);
    }
    for (const [i, row] of again.entries()) category[above + i] = index_N[row] as number;
    const size = sizeFor(count);
    const sizes = [...colours.map(() => size), size, size - 1, size + 6];
    await plot.set({
      backgroundColor: others.back,
      pointColor: [...colours, others.dim, others.prior, others.mark],
      pointColorHover: others.mark,
      pointColorActive: others.mark,
      lassoColor: others.plain,
      colorBy: "category",
      sizeBy: "category",
      pointSize: sizes,
      opacityBy: "valueB",
      opacity: [0.12, opacityFor(count)],
    } as never);
    await plot.draw({ x, y, valueA: category, valueB: front } as never, {
      zDataType: "categorical",
      wDataType: "categorical",
    });
  };

  let waiting: Picture | undefined;
  let drawing: Promise<void> | undefined;
  /** Draws the last picture that it is given; those that it has no time for are passed over. */
  const draw = (picture: Picture): Promise<void> => {
    waiting = picture;
    drawing ??= (async () => {
      while (waiting) {
        const next = waiting;
        waiting = undefined;
        await drawNow(next);
      }
      drawing = undefined;
    })();
    return drawing;
  };

  return {
    draw,
    size: () => [canvas.clientWidth, canvas.clientHeight],
    screen: (row) => plot.getScreenPosition(before + row),
    pan(dx, dy) {
      const [tx, ty] = target();
      const step = 0.15 * distance();
      plot.zoomToLocation([tx + step * dx, ty + step * dy], distance());
    },
    zoom: (factor) => {
      plot.zoomToLocation(target(), Math.max(0.02, Math.min(4, distance() * factor)));
    },
    reset: () => {
      plot.zoomToLocation([0, 0], wholeOf(canvas));
    },
    zoomTo: (rows) => {
      const drawn = rows.map((row) => row + before);
      plot.zoomToPoints(drawn, { padding: 0.4, transition: true, transitionDuration: 400 });
    },
    lasso: (on) => {
      plot.set({ mouseMode: on ? "lasso" : "panZoom" });
    },
    point: (row) => plot.hover(row < 0 ? -1 : before + row, { preventEvent: true }),
    destroy() {
      plot.destroy();
      renderer.destroy();
    },
  };
};
