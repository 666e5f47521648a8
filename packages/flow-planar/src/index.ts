export { type PlanarOptions, planar } from "./planar.ts";
export { type PlanarParameters, planarInverse, planarMap } from "./planar-map.ts";
