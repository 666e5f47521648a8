import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Dimension } from "../../map/description.ts";
import { shown, sized } from "../../reading/numbers.ts";
import { Card } from "../parts/fields.tsx";
import { Said } from "../parts/said.tsx";
import { useAsked } from "../state/asked.ts";
import { model } from "../state/load.ts";
import { a, coordinates, type Loaded, loaded, subjectOf, telling } from "../state/state.ts";
import { MiniMap } from "./mini-map.tsx";
import { Answered } from "./told.tsx";

const FEW = 8;

/** Dimensions from the one that says most to the deadest: by their KL, else by their variance. */
export const ordered = (dimensions: readonly Dimension[]): number[] =>
  dimensions
    .map((_, i) => i)
    .sort((i, j) => worth(dimensions[j] as Dimension) - worth(dimensions[i] as Dimension) || i - j);

const worth = ({ kl, variance }: Dimension): number => kl ?? variance;

/** One coordinate of a code after the other, moved by hand. */
export const Dimensions = (): JSX.Element => {
  const { description } = loaded.value as Loaded;
  const { dimensions, support } = description;
  const all = useSignal(false);
  const own = useAsked(() => {
    const subject = subjectOf(a.value);
    return subject && (() => model.code(subject));
  });
  const answer = useAsked(() => {
    const [subject, moved, how] = [subjectOf(a.value), [...coordinates.value], telling.value];
    return subject && (() => model.moved(subject, moved, how));
  });
  const rows = ordered(dimensions);
  const by = dimensions[0]?.kl === undefined ? "the variance of their means" : "their KL";
  return (
    <Card
      title="Dimensions of A"
      note={`Ordered by ${by}; inactive ones are grey.${support === "sphere" ? " Moving one shrinks or grows all others, so that the code stays on the sphere." : ""}`}
    >
      <Answered answer={answer.value} none="Name a sentence A first.">
        {(told) => (
          <div class="with-place">
            <MiniMap marks={[{ ...told, name: "A′" }]} />
            <p class="sentence">
              <Said sentence={told.sentence} />
            </p>
          </div>
        )}
      </Answered>
      <div class="dimensions">
        {rows.slice(0, all.value ? rows.length : FEW).map((i) => (
          <Coordinate
            key={i}
            index={i}
            dimension={dimensions[i] as Dimension}
            own={own.value.value?.[i] ?? 0}
            sphere={support === "sphere"}
          />
        ))}
      </div>
      <div class="buttons">
        {rows.length > FEW && (
          <button
            type="button"
            aria-expanded={all.value}
            onClick={() => {
              all.value = !all.value;
            }}
          >
            {all.value ? "Fewer" : `All ${rows.length}`}
          </button>
        )}
        <button
          type="button"
          disabled={coordinates.value.size === 0}
          onClick={() => {
            coordinates.value = new Map();
          }}
        >
          Back to A
        </button>
      </div>
    </Card>
  );
};

const Coordinate = ({
  index,
  dimension,
  own,
  sphere,
}: {
  readonly index: number;
  readonly dimension: Dimension;
  readonly own: number;
  readonly sphere: boolean;
}): JSX.Element => {
  const value = coordinates.value.get(index) ?? own;
  const reach = sphere ? 1 : Math.max(3, Math.ceil(3 * Math.sqrt(dimension.variance)));
  const worthOf = dimension.kl ?? dimension.variance;
  const unit = dimension.kl === undefined ? "variance" : "nats";
  return (
    <label class={`field slider ${dimension.active ? "" : "dead"}`}>
      <span>
        z<sub>{index}</sub>{" "}
        <small>
          {sized(worthOf, 3)} {unit}
          {dimension.active ? "" : ", inactive"}
        </small>{" "}
        <output>{shown(value)}</output>
      </span>
      <input
        type="range"
        min={-reach}
        max={reach}
        step={reach / 50}
        value={value}
        aria-label={`Dimension ${index}`}
        onInput={(event) => {
          const next = new Map(coordinates.value);
          next.set(index, Number(event.currentTarget.value));
          coordinates.value = next;
        }}
      />
    </label>
  );
};
