export { type OpenOptions, open } from "./open.ts";
export { registryFor } from "./registry-for.ts";
