export * from "./entrances/plugin.ts";
export * from "./entrances/registry.ts";
export * from "./entrances/training.ts";
