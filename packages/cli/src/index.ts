export type { DataSettings, PartialSettings, Settings } from "@textvae/settings";
export { defineConfig, type UserConfig } from "@textvae/settings";
export { nodeStorage } from "@textvae/storage-node";
export type { Io, Output } from "./io.ts";
export { main } from "./main.ts";
