import type { JSX } from "preact";
import { counted, shown } from "../../reading/numbers.ts";
import { Choice, Slider, Toggle } from "../parts/fields.tsx";
import { theme } from "../parts/theme.ts";
import {
  chosen,
  colour,
  focused,
  type Loaded,
  layout,
  loaded,
  search,
  showPrior,
  tilt,
  turn,
} from "../state/state.ts";
import { Item } from "./item.tsx";
import { Legend } from "./legend.tsx";
import { MapView } from "./map-view.tsx";
import { OTHERS } from "./palette.ts";
import { found } from "./picture.ts";
import { Sentences } from "./sentences.tsx";
import { UmapProgress } from "./umap-progress.tsx";

/** The map of a split with its controls. */
export const MapTab = (): JSX.Element => {
  const map = loaded.value as Loaded;
  return (
    <>
      <MapView />
      <aside aria-label="Map settings and sentences">
        <Controls map={map} />
        <p class="visually-hidden" role="status">
          {focused.value >= 0 ? `${map.texts[focused.value] ?? ""}` : ""}
        </p>
        {focused.value >= 0 && focused.value < map.texts.length && <Item row={focused.value} />}
        <Sentences />
        <About map={map} />
      </aside>
    </>
  );
};

const Controls = ({ map }: { readonly map: Loaded }): JSX.Element => {
  const sphere = map.points.globe !== undefined;
  const matches = found.value;
  return (
    <div class="controls">
      <Choice
        name="Layout"
        value={layout}
        choices={[
          ["pca", "Principal directions"],
          ["umap", "UMAP"],
          ...(sphere ? [["globe", "Globe"] as const] : []),
        ]}
      />
      <Choice
        name="Colour"
        value={colour}
        choices={[
          ["gain", "Better than without its code"],
          ["nll", "NLL per token"],
          ["length", "Length"],
          ...(map.points.label_N ? [["label", "Label"] as const] : []),
          ["none", "One colour"],
        ]}
      />
      <Legend />
      {layout.value === "umap" && <UmapProgress />}
      {layout.value === "globe" && sphere && (
        <>
          <Slider name="Turn" value={turn} least={-180} most={180} step={5} show={degrees} />
          <Slider name="Tilt" value={tilt} least={-90} most={90} step={5} show={degrees} />
        </>
      )}
      {map.description.prior > 0 && (
        <div class="beside">
          <Toggle name="Samples of the prior" value={showPrior} />
          <i class="swatch" style={{ background: OTHERS[theme.value].prior }} />
        </div>
      )}
      <label class="field">
        <span>
          Find words{" "}
          <output>
            {matches ? `${counted(matches.size)} of ${counted(map.description.items)}` : ""}
          </output>
        </span>
        <input
          type="search"
          aria-label="Find words"
          value={search.value}
          onInput={(event) => {
            search.value = event.currentTarget.value;
            chosen.value = [];
          }}
        />
      </label>
    </div>
  );
};

const degrees = (value: number): string => `${value}°`;

const About = ({ map: { description } }: { readonly map: Loaded }): JSX.Element => {
  const { items, of, split, what, explained, estimators, step, prior } = description;
  const share = explained.slice(0, 2).map((part) => `${shown(100 * part, 0)} %`);
  const several = items < of ? ` of ${counted(of)}, drawn at random` : "";
  return (
    <p class="quiet about">
      {counted(items)} sentences of {split}
      {several}; each point is the {what} of its posterior at step {counted(step)}. The first two
      principal directions hold {share.join(" and ")} of the variance. NLL: {estimators.nll.name}
      {estimators.nll.bound ? "" : " (not a bound)"}. Without its code: {estimators.without.name}.
      {prior > 0 ? ` ${counted(prior)} samples of the prior.` : ""}
    </p>
  );
};
