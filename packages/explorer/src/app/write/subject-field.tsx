import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { type Loaded, loaded, subjectOf } from "../state/state.ts";

/** A sentence: typed, or an item of the map. */
export const SubjectField = ({
  name,
  field,
}: {
  readonly name: string;
  readonly field: Signal<string>;
}): JSX.Element => {
  const { texts } = loaded.value as Loaded;
  const subject = subjectOf(field.value);
  const item = subject && "item" in subject ? subject.item : undefined;
  return (
    <div class="subject">
      <label class="field">
        <span>
          {name} {item !== undefined && <em>a sentence of the map</em>}
        </span>
        <input
          type="text"
          aria-label={name}
          autocomplete="off"
          placeholder="Type a sentence, or pin one on the map"
          value={item === undefined ? field.value : texts[item]}
          onInput={(event) => {
            field.value = event.currentTarget.value;
          }}
        />
      </label>
      <button
        type="button"
        aria-label={`A random sentence of the map as ${name}`}
        title="A random sentence of the map"
        onClick={() => {
          const next = crypto.getRandomValues(new Uint32Array(1))[0] as number;
          field.value = `@${next % texts.length}`;
        }}
      >
        Random
      </button>
    </div>
  );
};
