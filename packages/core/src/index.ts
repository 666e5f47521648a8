export * from "./entrances/plugin.ts";
export * from "./entrances/run.ts";
export * from "./entrances/training.ts";
