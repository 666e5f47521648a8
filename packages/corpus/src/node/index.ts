export { fileSource } from "./file-source.ts";
export { nodeHost } from "./node-host.ts";
