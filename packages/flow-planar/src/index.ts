export { type PlanarOptions, planar } from "./planar.ts";
export { type PlanarParameters, planarMap } from "./planar-map.ts";
