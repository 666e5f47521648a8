import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { placeAmong } from "../layout/nearest.ts";
import { OTHERS } from "../map/palette.ts";
import { framed, frameOf } from "../map/places.ts";
import { umap } from "../map/umap-state.ts";
import type { Placed } from "../model-api.ts";
import { theme } from "../parts/theme.ts";
import { type Loaded, layout, loaded } from "../state/state.ts";

/** A place with its name, of which only the first letter is drawn. */
export interface Mark extends Pick<Placed, "place" | "near"> {
  readonly name: string;
}

const SIZE = 220;
/** Points drawn at most; the picture is for the place, not for them. */
const MOST = 4000;

/** Where codes lie, on a small map in the layout of the large one. */
export const MiniMap = ({
  marks,
  line = false,
}: {
  readonly marks: readonly Mark[];
  /** Whether the marks are joined. */
  readonly line?: boolean;
}): JSX.Element => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = () => {
    const map = loaded.value;
    const context = canvas.current?.getContext("2d");
    if (!map || !context) return;
    const colours = OTHERS[theme.value];
    const { at, ends: marked } = layoutOf(map, marks);
    const place = ([x, y]: readonly [number, number]) =>
      [((x + 1) / 2) * SIZE, ((1 - y) / 2) * SIZE] as const;
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    context.fillStyle = colours.prior;
    context.globalAlpha = 0.35;
    const step = Math.max(1, Math.floor(at.x.length / MOST));
    for (let row = 0; row < at.x.length; row += step) {
      const [x, y] = place([at.x[row] as number, at.y[row] as number]);
      context.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
    }
    context.globalAlpha = 1;
    const ends = marked.map(place);
    if (line) {
      context.strokeStyle = colours.plain;
      context.lineWidth = 1.5;
      context.beginPath();
      for (const [x, y] of ends) context.lineTo(x, y);
      context.stroke();
    }
    context.font = "bold 12px system-ui";
    for (const [i, [x, y]] of ends.entries()) {
      context.fillStyle = colours.plain;
      context.beginPath();
      context.arc(x, y, marks[i]?.name ? 4.5 : 2.5, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = colours.mark;
      const right = x < SIZE - 30;
      context.textAlign = right ? "left" : "right";
      context.fillText(marks[i]?.name ?? "", x + (right ? 7 : -7), y + 4);
    }
  };
  useEffect(draw, [marks, line, loaded.value, theme.value, layout.value, umap.value]);
  return (
    <canvas
      ref={canvas}
      class="mini"
      width={2 * SIZE}
      height={2 * SIZE}
      role="img"
      aria-label={`The place of ${marks.flatMap(({ name }) => name || []).join(", ")} on the map`}
    />
  );
};

/** The points of the map and the places of marks, in a frame that holds them all. */
const layoutOf = ({ points }: Loaded, marks: readonly Mark[]) => {
  const state = umap.value;
  const laid = layout.value === "umap" && state.kind === "done" ? state.places : undefined;
  const place_N2 = laid?.place_N2 ?? points.place_N2;
  const places = marks.map(({ near, place }) => (laid ? placeAmong(near, place_N2) : place));
  const frame = frameOf(place_N2, places);
  const { x, y } = framed(Float32Array.from(places.flat()), frame);
  const ends = places.map((_, i) => [x[i] as number, y[i] as number] as const);
  return { at: framed(place_N2, frame), ends };
};
