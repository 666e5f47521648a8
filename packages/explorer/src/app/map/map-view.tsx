import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { a, b, c, chosen, focused, loaded } from "../state/state.ts";
import { KEYS, onKey } from "./keys.ts";
import { picture, pinned } from "./picture.ts";
import { createScatter, type Scatter } from "./scatter.ts";

const FIELDS = { a, b, c };

/** The map itself: the canvas with its keys, and what lies over it. */
export const MapView = (): JSX.Element => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scatter = useRef<Scatter | undefined>(undefined);
  const lasso = useSignal(false);
  const moved = useSignal(0);
  const hovered = useSignal(-1);
  const trouble = useSignal("");

  useEffect(() => {
    const items = loaded.peek()?.description.items ?? 0;
    try {
      scatter.current = createScatter(canvas.current as HTMLCanvasElement, items, {
        hover: (row) => {
          hovered.value = row;
        },
        select: (rows) => {
          chosen.value = rows.length > 1 ? rows : [];
          if (rows.length === 1) focused.value = rows[0] as number;
          if (rows.length === 0) focused.value = -1;
        },
        view: () => {
          moved.value++;
        },
      });
    } catch (error) {
      trouble.value = `No map can be drawn here: ${(error as Error).message}. The sentences are beside it.`;
    }
    return () => scatter.current?.destroy();
  }, []);
  useSignalEffect(() => {
    const now = picture.value;
    if (!now || !scatter.current) return;
    scatter.current.draw(now).then(() => {
      moved.value++;
    });
  });
  useSignalEffect(() => scatter.current?.lasso(lasso.value));

  const keyed = (event: KeyboardEvent) => {
    const [places, plot] = [picture.value?.items, scatter.current];
    if (!places || !plot) return;
    const done = onKey(event, {
      scatter: plot,
      places,
      focused: focused.value,
      focus: (row) => {
        focused.value = row;
      },
      pin: (name) => {
        if (focused.value >= 0) FIELDS[name].value = `@${focused.value}`;
      },
      toggleLasso: () => {
        lasso.value = !lasso.value;
      },
      clear: () => {
        focused.value = -1;
        chosen.value = [];
      },
    });
    if (done) event.preventDefault();
  };

  return (
    <div class="view">
      <div
        class="canvas"
        role="application"
        aria-label="Map of sentences by their codes"
        aria-describedby="map-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is one, and takes keys
        tabIndex={0}
        onKeyDown={keyed}
        data-drawn={moved.value > 0 || undefined}
      >
        <canvas ref={canvas} />
        <Overlay scatter={scatter.current} moved={moved.value} hovered={hovered.value} />
      </div>
      {trouble.value && (
        <p class="notice" role="alert">
          {trouble.value}
        </p>
      )}
      <div class="tools" role="toolbar" aria-label="View" hidden={trouble.value !== ""}>
        <button type="button" aria-label="Zoom in" onClick={() => scatter.current?.zoom(0.7)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => scatter.current?.zoom(1 / 0.7)}>
          −
        </button>
        <button type="button" onClick={() => scatter.current?.reset()}>
          All
        </button>
        <button
          type="button"
          aria-pressed={lasso.value}
          onClick={() => {
            lasso.value = !lasso.value;
          }}
        >
          Lasso
        </button>
      </div>
      <p id="map-keys" class="keys quiet">
        {KEYS}
      </p>
    </div>
  );
};

/** The sentence under the pointer, the one looked at, and the names of those that are pinned. */
const Overlay = ({
  scatter,
  moved,
  hovered,
}: {
  readonly scatter: Scatter | undefined;
  readonly moved: number;
  readonly hovered: number;
}): JSX.Element | null => {
  const map = loaded.value;
  if (!scatter || !map || moved === 0) return null;
  const shown = hovered >= 0 ? hovered : focused.value;
  const at = shown >= 0 ? scatter.screen(shown) : undefined;
  const [width, height] = at ? scatter.size() : [0, 0];
  const ring = focused.value >= 0 ? scatter.screen(focused.value) : undefined;
  return (
    <>
      {ring && <i class="ring" style={{ left: `${ring[0]}px`, top: `${ring[1]}px` }} />}
      {pinned.value.map(({ name, row }) => {
        const place = scatter.screen(row);
        return (
          place && (
            <b key={name} class="pin" style={{ left: `${place[0]}px`, top: `${place[1]}px` }}>
              {name}
            </b>
          )
        );
      })}
      {at && (
        <div
          class={`tip ${at[0] > width / 2 ? "left" : ""} ${at[1] > height / 2 ? "up" : ""}`}
          style={{ left: `${at[0]}px`, top: `${at[1]}px` }}
        >
          {map.texts[shown]}
        </div>
      )}
    </>
  );
};
