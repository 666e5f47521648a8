export { nodeStorage } from "@textvae/storage-node";
export { defineConfig, type UserConfig } from "./config/define.ts";
export type { DataSettings, PartialSettings, Settings } from "./config/schema.ts";
export type { Io, Output } from "./io.ts";
export { main } from "./main.ts";
