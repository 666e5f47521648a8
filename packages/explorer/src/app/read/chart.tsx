import type { JSX } from "preact";
import { counted, shown } from "../../reading/numbers.ts";
import { edgesOf, ticks } from "./ticks.ts";

/** A curve. */
export interface Line {
  readonly name: string;
  readonly colour: "blue" | "orange" | "green";
  readonly points: readonly (readonly [step: number, value: number])[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [520, 230, 54, 10, 10, 26];
/** Nearer to the right edge than this the middle of a number would be cut. */
const EDGE = 24;

/** Curves over the steps of training. */
export const Chart = ({
  title,
  lines: given,
  level,
  fromZero = false,
}: {
  readonly title: string;
  readonly lines: readonly Line[];
  /** A value that is drawn across, to compare with. */
  readonly level?: { readonly name: string; readonly at: number };
  readonly fromZero?: boolean;
}): JSX.Element | null => {
  const lines = given.filter(({ points }) => points.length > 0);
  if (lines.length === 0) return null;
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const last = Math.max(...lines.flatMap(({ points }) => points.map(([step]) => step)), 1);
  const all = [...values, ...(level ? [level.at] : []), ...(fromZero ? [0] : [])];
  const [low, high] = edgesOf(all);
  const pad = fromZero && low === 0 ? 0 : 0.05 * (high - low);
  const x = (step: number) => LEFT + (step / last) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) =>
    TOP +
    (1 - (value - low + pad) / (high - low + 1.05 * pad + 0.05 * (high - low))) *
      (HEIGHT - TOP - BOTTOM);
  const ends = lines.map(({ name, points }) => `${name} ends at ${shown(points.at(-1)?.[1] ?? 0)}`);
  return (
    <figure>
      <figcaption>
        <b>{title}</b>
        {lines.map(({ name, colour }) => (
          <span key={name}>
            <i style={{ background: `var(--${colour})` }} /> {name}
          </span>
        ))}
        {level && (
          <span>
            <i class="dashed" /> {level.name}
          </span>
        )}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${title}: ${ends.join(", ")}`}
      >
        {ticks(low, high).map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(value)} y2={y(value)} class="grid" />
            <text x={LEFT - 8} y={y(value) + 4} text-anchor="end">
              {Math.abs(value) >= 1000 ? counted(value) : Number(value.toPrecision(4))}
            </text>
          </g>
        ))}
        {ticks(0, last)
          .filter(Number.isInteger)
          .map((step) => (
            <text
              key={step}
              x={x(step)}
              y={HEIGHT - 6}
              text-anchor={x(step) > WIDTH - RIGHT - EDGE ? "end" : "middle"}
            >
              {counted(step)}
            </text>
          ))}
        <text x={LEFT - 16} y={HEIGHT - 6} text-anchor="end">
          step
        </text>
        {level && (
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(level.at)} y2={y(level.at)} class="level" />
        )}
        {lines.map(({ name, colour, points }) => (
          <g key={name} style={{ color: `var(--${colour})` }}>
            <polyline points={points.map(([step, value]) => `${x(step)},${y(value)}`).join(" ")} />
            {points.length < 30 &&
              points.map(([step, value]) => <circle key={step} cx={x(step)} cy={y(value)} r="3" />)}
          </g>
        ))}
      </svg>
    </figure>
  );
};
