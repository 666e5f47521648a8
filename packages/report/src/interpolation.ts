import type { Interpolation } from "@textvae/runs/asking";
import { printableLine } from "./printable.ts";

/** The sentences of a way, each with its place on it. */
export const showInterpolation = ({ from, to, path, of, sentences }: Interpolation): string => {
  const lines = [
    `interpolation along the ${path}${of === "sample" ? ", between samples of the posteriors" : ""}`,
    `  from  ${from}`,
    ...sentences.map((sentence, i) => `  ${(i / (sentences.length - 1)).toFixed(2)}  ${sentence}`),
    `  to    ${to}`,
  ];
  return lines.map(printableLine).join("\n");
};
