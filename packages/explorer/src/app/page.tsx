import type { JSX } from "preact";
import { MapTab } from "./map/map-tab.tsx";
import { Tabs } from "./parts/tabs.tsx";
import { ReadTab } from "./read/read-tab.tsx";
import { failure, loaded, opened, tab } from "./state/state.ts";
import { WriteTab } from "./write/write-tab.tsx";

/** The whole page. */
export const Page = (): JSX.Element => (
  <>
    <Header />
    <main>
      <div
        id="panel"
        aria-labelledby={`tab-${tab.value}`}
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls is scrolled by keys
        tabIndex={0}
        class={`panel ${tab.value}`}
      >
        {failure.value ? (
          <p class="notice" role="alert">
            {failure.value}
          </p>
        ) : loaded.value ? (
          { map: <MapTab />, write: <WriteTab />, read: <ReadTab /> }[tab.value]
        ) : (
          <p class="notice" role="status">
            Loading the map …
          </p>
        )}
      </div>
    </main>
  </>
);

const Header = (): JSX.Element => {
  const reading = loaded.value?.description.reading;
  return (
    <header class="top">
      <h1>{reading?.title ?? "textvae explorer"}</h1>
      <Tabs />
      <ModelState />
    </header>
  );
};

const ModelState = (): JSX.Element => {
  const state = opened.value;
  const says = {
    opening: "opening the model …",
    open: "model ready",
    failed: "the model can't be asked here",
  }[state.kind];
  return (
    <p
      class={`model ${state.kind}`}
      role="status"
      title={state.kind === "failed" ? state.says : ""}
    >
      {says}
      {state.kind === "open" && <span class="wide"> · {state.says}</span>}
    </p>
  );
};
