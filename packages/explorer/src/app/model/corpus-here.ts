import { opfsPages } from "@textvae/storage-opfs";
import type { Setup } from "@textvae/worker";
import { type PagedText, pagedText } from "@textvae/worker/text";
import { heldOutOf, type TrainedFile } from "../train/files.ts";
import { written } from "../train/written.ts";

/** What was read of a file and kept, to be read by range until it is closed. */
export const openedCorpus = (
  file: TrainedFile,
  corpus: string,
  reading: NonNullable<Setup["reading"]>,
): Promise<PagedText> => {
  const { name, size, lastModified } = file;
  const heldOut = heldOutOf(file);
  const places = opfsPages(corpus);
  return pagedText([{ name, size, lastModified }], { reading, heldOut, places, written });
};
