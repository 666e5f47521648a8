import { type Signal, signal } from "@preact/signals";
import { proxy, transfer, wrap } from "comlink";
import type { LayoutApi, UmapPlaces } from "../layout/serve.ts";
import type { ModelApi } from "../model-api.ts";
import { messageOf, model, startWorker } from "../state/load.ts";
import { loaded } from "../state/state.ts";
import { untilOver } from "../state/until-over.ts";

/** What is known of the UMAP layout. */
export type UmapState =
  | { readonly kind: "none" }
  | { readonly kind: "working"; readonly done: number }
  | { readonly kind: "done"; readonly places: UmapPlaces }
  | { readonly kind: "failed"; readonly says: string };

export const umap: Signal<UmapState> = signal({ kind: "none" });

let worker: Worker | undefined;

/** Starts the layout in a worker of its own, which is ended with it, unless it is there or under way. */
export const startUmap = async (): Promise<void> => {
  if (umap.peek().kind === "working" || umap.peek().kind === "done") return;
  umap.value = { kind: "working", done: 0 };
  const mine = startWorker();
  worker = mine;
  const progress = untilOver((done: number) => {
    if (worker === mine) umap.value = { kind: "working", done };
  });
  try {
    const width = loaded.peek()?.description.latent ?? 0;
    const { codes_NZ, prior_MZ } = await model.rows();
    const { port1, port2 } = new MessageChannel();
    await wrap<ModelApi>(mine).layout(transfer(port2, [port2]));
    const rows = transfer({ codes_NZ, prior_MZ, width }, [codes_NZ.buffer, prior_MZ.buffer]);
    const places = await wrap<LayoutApi>(port1).umap(rows, 1, proxy(progress.tell));
    progress.over();
    if (worker === mine) umap.value = { kind: "done", places };
  } catch (error) {
    progress.over();
    if (worker === mine) umap.value = { kind: "failed", says: messageOf(error) };
  }
  mine.terminate();
};

/** Ends a layout that is under way. */
export const cancelUmap = (): void => {
  worker?.terminate();
  worker = undefined;
  umap.value = { kind: "none" };
};
