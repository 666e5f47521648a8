export { type NodeOptions, node } from "./node.ts";
