export { type Created, createPlugin } from "./create-plugin.ts";
export type { Kind } from "./kinds.ts";
