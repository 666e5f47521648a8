import type { JSX } from "preact";
import { TABS, tab } from "../state/state.ts";

const NAMES: Readonly<Record<(typeof TABS)[number], string>> = {
  map: "Map",
  write: "Write",
  read: "Read",
};

/** The three views; arrow keys go from one to the next. */
export const Tabs = (): JSX.Element => {
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab.value) + by + TABS.length) % TABS.length] ?? "map";
    tab.value = next;
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={move}>
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={tab.value === name}
          aria-controls="panel"
          tabIndex={tab.value === name ? 0 : -1}
          onClick={() => {
            tab.value = name;
          }}
        >
          {NAMES[name]}
        </button>
      ))}
    </div>
  );
};
