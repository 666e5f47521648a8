import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { layout } from "../state/state.ts";
import { cancelUmap, startUmap, umap } from "./umap-state.ts";

/** Starts UMAP when it is looked at, tells how far it is, and lets it be stopped. */
export const UmapProgress = (): JSX.Element | null => {
  useEffect(() => {
    startUmap();
  }, []);
  const state = umap.value;
  if (state.kind === "failed") {
    return (
      <p class="notice" role="alert">
        {state.says}
      </p>
    );
  }
  if (state.kind !== "working") return null;
  return (
    <div class="beside">
      <progress aria-label="UMAP" max={1} value={state.done} />
      <button
        type="button"
        onClick={() => {
          cancelUmap();
          layout.value = "pca";
        }}
      >
        Cancel
      </button>
    </div>
  );
};
