import type { MapPoints } from "../../map/files.ts";

/** Where things are drawn, in [−1, 1]²; `front` is 0 on the far side of a globe. */
export interface Places {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly front?: Uint8Array;
}

/** How to get from coordinates of a layout to the square that is drawn. */
interface Frame {
  readonly middle: readonly [number, number];
  readonly scale: number;
}

/** The frame that holds all but the outermost points of a layout, and all of some others, unstretched. */
export const frameOf = (
  place_N2: Float32Array,
  others: readonly (readonly [number, number])[] = [],
): Frame => {
  const rows = place_N2.length / 2;
  const edges = ([0, 1] as const).map((axis) => {
    const values = Float32Array.from(
      { length: rows },
      (_, row) => place_N2[2 * row + axis] as number,
    ).sort();
    const cut = Math.floor(0.002 * rows);
    const edge = (at: number) => values[at] ?? 0;
    const beside = others.map((place) => place[axis]);
    return [Math.min(edge(cut), ...beside), Math.max(edge(rows - 1 - cut), ...beside)] as const;
  });
  const [[left, right], [bottom, top]] = edges as [[number, number], [number, number]];
  const half = Math.max(right - left, top - bottom) / 2 || 1;
  return { middle: [(left + right) / 2, (bottom + top) / 2], scale: 0.9 / half };
};

/** Places of a layout in its frame. */
export const framed = (place_N2: Float32Array, { middle, scale }: Frame): Places => {
  const rows = place_N2.length / 2;
  const [x, y] = [new Float32Array(rows), new Float32Array(rows)];
  for (let row = 0; row < rows; row++) {
    x[row] = ((place_N2[2 * row] as number) - middle[0]) * scale;
    y[row] = ((place_N2[2 * row + 1] as number) - middle[1]) * scale;
  }
  return { x, y };
};

const RADIANS = Math.PI / 180;

/** Points on a globe of the first three directions, turned and tilted by degrees, seen from afar. */
export const onGlobe = (place_N3: Float32Array, turn: number, tilt: number): Places => {
  const rows = place_N3.length / 3;
  const [x, y, front] = [new Float32Array(rows), new Float32Array(rows), new Uint8Array(rows)];
  const [ct, st] = [Math.cos(turn * RADIANS), Math.sin(turn * RADIANS)];
  const [cu, su] = [Math.cos(tilt * RADIANS), Math.sin(tilt * RADIANS)];
  for (let row = 0; row < rows; row++) {
    const at = [0, 1, 2].map((axis) => place_N3[3 * row + axis] as number);
    const length = Math.hypot(...at) || 1;
    const [a, b, c] = at.map((value) => value / length) as [number, number, number];
    const [right, depth] = [ct * a + st * c, ct * c - st * a];
    x[row] = 0.9 * right;
    y[row] = 0.9 * (cu * b - su * depth);
    front[row] = su * b + cu * depth >= 0 ? 1 : 0;
  }
  return { x, y, front };
};

/** The rim of that globe. */
export const globeRim = (points = 720): Places => {
  const angles = Float32Array.from({ length: points }, (_, i) => (2 * Math.PI * i) / points);
  return { x: angles.map((at) => 0.9 * Math.cos(at)), y: angles.map((at) => 0.9 * Math.sin(at)) };
};

/** Places of items and of samples of the prior in a layout, in a frame of the items, or of both. */
export const framedPlaces = (
  { place_N2, prior_M2 }: Pick<MapPoints, "place_N2" | "prior_M2">,
  both: boolean,
): { readonly items: Places; readonly prior: Places } => {
  const frame = frameOf(both ? joined(place_N2, prior_M2) : place_N2);
  return { items: framed(place_N2, frame), prior: framed(prior_M2, frame) };
};

const joined = (one: Float32Array, other: Float32Array): Float32Array => {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
};
