import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { CorpusHost, Hash, PagePlaces } from "@textvae/core";
import { memoryPlaces } from "../pages/memory-pages.ts";
import { gunzip } from "./gunzip.ts";

/**
 * What a page or a worker lends to a corpus, without anything of Node. Files of pages are where `places` has them;
 * by default in memory, and gone with the program.
 *
 * @example
 * const host = pageHost(opfsPages("corpora/first")); // of `@textvae/storage-opfs`, in a worker
 */
export const pageHost = (places: PagePlaces = memoryPlaces): CorpusHost => ({
  ...places,
  sha256: hash,
  gunzip,
});

const hash = (): Hash => {
  const state = sha256.create();
  return {
    update(bytes) {
      state.update(bytes);
    },
    hex: () => bytesToHex(state.clone().digest()),
  };
};
