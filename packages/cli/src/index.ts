export { defineConfig, type UserConfig } from "./config/define.ts";
export type { DataSettings, PartialSettings, Settings } from "./config/schema.ts";
export type { Io, Output } from "./io.ts";
export { main } from "./main.ts";
export { nodeStorage } from "./storage/node-storage.ts";
