import type { JSX } from "preact";
import { counted, shown } from "../../reading/numbers.ts";
import { Said } from "../parts/said.tsx";
import { a, b, c, type Loaded, loaded, show } from "../state/state.ts";
import { gainOf } from "./colouring.ts";

/** The sentence that is looked at: its words, its numbers, and what can be done with it. */
export const Item = ({ row }: { readonly row: number }): JSX.Element => {
  const map = loaded.value as Loaded;
  const { points, texts, description } = map;
  const [nll, tokens] = [points.nll_N[row] as number, points.tokens_N[row] as number];
  const gain = gainOf(map, row);
  const label = points.label_N && description.labels?.[points.label_N[row] as number];
  const code = `@${row}`;
  return (
    <section class="item" aria-label="Sentence">
      <p class="sentence">
        <Said sentence={texts[row] as string} />
      </p>
      <dl class="numbers">
        {label && (
          <>
            <dt>label</dt>
            <dd>{label}</dd>
          </>
        )}
        <dt>NLL</dt>
        <dd>
          {shown(nll, 1)} nats, {shown(nll / tokens)} per token of {counted(tokens)}
        </dd>
        <dt>its code</dt>
        <dd>
          {gain >= 0 ? "saves" : "costs"} {shown(Math.abs(gain), 1)} nats
        </dd>
      </dl>
      <div class="buttons">
        <button
          type="button"
          class="main"
          onClick={() => {
            a.value = code;
            show("write");
          }}
        >
          Open in Write
        </button>
        {Object.entries({ A: a, B: b, C: c }).map(([name, field]) => (
          <button
            key={name}
            type="button"
            aria-pressed={field.value === code}
            aria-label={`Pin as ${name}`}
            onClick={() => {
              field.value = field.value === code ? "" : code;
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </section>
  );
};
