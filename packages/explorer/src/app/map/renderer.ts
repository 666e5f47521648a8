import { createRenderer } from "regl-scatterplot";

export type Renderer = ReturnType<typeof createRenderer>;

/**
 * What draws for a canvas, at its size. The renderer that a plot makes for itself has the size of the
 * window, and at most of the screen: points would be cut off in a window that has more pixels than its
 * screen, as one that is zoomed out has.
 */
export const rendererFor = (canvas: HTMLCanvasElement): Renderer => {
  const renderer = rendererOn(document.createElement("canvas"));
  const fit = () => {
    renderer.resize(Math.max(1, canvas.clientWidth), Math.max(1, canvas.clientHeight));
    renderer.refresh();
  };
  fit();
  // Made before the plot's own observer, so that it has its size when the plot draws again.
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  const { destroy } = renderer;
  return Object.assign(renderer, {
    destroy() {
      observer.disconnect();
      destroy();
    },
  });
};

const rendererOn = (canvas: HTMLCanvasElement): Renderer => {
  try {
    return createRenderer({ canvas });
  } catch (cause) {
    throw new Error("this browser has no WebGL, or has it switched off", { cause });
  }
};
