import type { JSX } from "preact";
import { MapTab } from "./map/map-tab.tsx";
import { Tabs } from "./parts/tabs.tsx";
import { ReadTab } from "./read/read-tab.tsx";
import { failure, loaded, opened, tab, type View, views, waiting } from "./state/state.ts";
import { WriteTab } from "./write/write-tab.tsx";

interface PageOptions {
  /** What the page is called before a map is there. */
  readonly title?: string;
  /** The view that trains, of a page that does. */
  readonly train?: () => JSX.Element;
}

/** The whole page. */
export const Page = ({ title = "textvae explorer", train }: PageOptions): JSX.Element => (
  <>
    <Header title={title} />
    <main>
      <div
        id="panel"
        aria-labelledby={`tab-${tab.value}`}
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls is scrolled by keys
        tabIndex={0}
        class={`panel ${tab.value}`}
      >
        {tab.value === "train" ? train?.() : <OfModel view={tab.value} />}
      </div>
    </main>
  </>
);

/** A view of the model, or what there is in its place. */
const OfModel = ({ view }: { readonly view: Exclude<View, "train"> }): JSX.Element => {
  if (failure.value) {
    return (
      <p class="notice" role="alert">
        {failure.value}
      </p>
    );
  }
  if (!loaded.value) {
    return (
      <p class="notice" role="status">
        {waiting.value}
      </p>
    );
  }
  return { map: <MapTab />, write: <WriteTab />, read: <ReadTab /> }[view];
};

const Header = ({ title }: Pick<PageOptions, "title">): JSX.Element => {
  const reading = loaded.value?.description.reading;
  return (
    <header class="top">
      <h1>{reading?.title ?? title}</h1>
      <Tabs />
      {!views.value.includes("train") && (
        <a class="trainer" href="train/">
          Train one
        </a>
      )}
      <ModelState />
    </header>
  );
};

const ModelState = (): JSX.Element => {
  const state = opened.value;
  const says = {
    none: "no model is open",
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
