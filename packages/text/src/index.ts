export * from "./data/index.ts";
export * from "./generation/index.ts";
