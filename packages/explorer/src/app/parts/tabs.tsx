import type { JSX } from "preact";
import { show, tab, type View, views } from "../state/state.ts";

const NAMES: Readonly<Record<View, string>> = {
  train: "Train",
  map: "Map",
  write: "Write",
  read: "Read",
};

/** The views; arrow keys go from one to the next. */
export const Tabs = (): JSX.Element => {
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = views.value;
    const next = all[(all.indexOf(tab.value) + by + all.length) % all.length] as View;
    show(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={move}>
      {views.value.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={tab.value === name}
          aria-controls="panel"
          tabIndex={tab.value === name ? 0 : -1}
          onClick={() => {
            show(name);
          }}
        >
          {NAMES[name]}
        </button>
      ))}
    </div>
  );
};
