export { type Dimension, type MapDescription, readDescription } from "./map/description.ts";
export {
  encodeMap,
  MAP_FILES,
  type MapCodes,
  type MapPoints,
  type ReadFile,
  readCodes,
  readMap,
} from "./map/files.ts";
export { keptMap, type MapSource } from "./map/kept-map.ts";
export { type MadeMap, type MapOptions, makeMap } from "./map/make-map.ts";
export { principal } from "./map/principal.ts";
export { type Projection, project, type Rows } from "./map/project.ts";
export type { Fact, Reading, Recorded } from "./map/reading.ts";
