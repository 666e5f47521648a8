export { type NodeOptions, node } from "./node.ts";
export { type SetupOptions, type SetupReport, setupNode } from "./setup/setup.ts";
