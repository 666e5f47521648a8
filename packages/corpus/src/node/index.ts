export { fileSource } from "./file-source.ts";
export { type NodeHostOptions, nodeHost } from "./node-host.ts";
