import { readHistory } from "@textvae/runs/measures";
import type { Trained } from "./trained.ts";

/** A drawing as a file. */
interface PictureFile {
  readonly title: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The curves of a run, a drawing each; a bundle has none. */
export const picturesOf = async ({
  kind,
  storage,
  model: { model },
}: Trained): Promise<PictureFile[]> => {
  if (kind === "bundle") return [];
  const { curves, figureFile } = await import("@textvae/report/charts"); // what draws is large
  const history = await readHistory(storage);
  const names = history.evaluations.map(({ divergenceName }) => divergenceName);
  const divergence = names.find((name) => typeof name === "string");
  const item = model.parts.decoder.reads?.includes("counts_BV") ? "document" : "sentence";
  return curves({ ...history, timings: [] }, { item, divergence }).map((figure) => ({
    title: figure.title,
    path: `pictures/${figure.title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}.svg`,
    bytes: new TextEncoder().encode(figureFile(figure)),
  }));
};
