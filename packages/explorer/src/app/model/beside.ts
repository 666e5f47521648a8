import { urlSource } from "@textvae/runs";
import { MAP_FILES, readCodes, readMap } from "../../map/files.ts";
import { type Held, once } from "./held.ts";

/** The map and the bundle that lie beside the page of an address. */
export const beside = (address: string): Held => {
  const { read } = urlSource(new URL("map", address).href);
  const map = once(() => readMap(read));
  return {
    map,
    texts: once(async () => JSON.parse(new TextDecoder().decode(await read(MAP_FILES.texts)))),
    codes: once(async () => readCodes(read, (await map()).description)),
    // What opens a model is loaded when the map is there.
    model: once(async () => {
      const { openBundle } = await import("./wasm.ts");
      return openBundle(new URL("bundle", address).href);
    }),
    typed: (text) => text,
  };
};
