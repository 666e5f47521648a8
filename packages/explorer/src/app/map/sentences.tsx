import type { JSX } from "preact";
import { counted } from "../../reading/numbers.ts";
import { chosen, focused, type Loaded, loaded } from "../state/state.ts";
import { found } from "./picture.ts";

/** Sentences listed at most; more of them are not read. */
const MOST = 200;

/** The sentences inside the lasso, else those that were found. */
export const Sentences = (): JSX.Element | null => {
  const { texts } = loaded.value as Loaded;
  const rows = chosen.value.length > 0 ? chosen.value : [...(found.value ?? [])];
  if (rows.length === 0) return null;
  const title = chosen.value.length > 0 ? "in the lasso" : "found";
  return (
    <section class="sentences" aria-label="Sentences">
      <h2>
        {counted(rows.length)} {title}
        {rows.length > MOST ? `, the first ${MOST}` : ""}
      </h2>
      <ul>
        {rows.slice(0, MOST).map((row) => (
          <li key={row}>
            <button
              type="button"
              aria-pressed={focused.value === row}
              onClick={() => {
                focused.value = row;
              }}
            >
              {texts[row]}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
