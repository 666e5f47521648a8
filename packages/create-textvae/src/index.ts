export { type Created, createApp } from "./create-app.ts";
export type { Template } from "./templates.ts";
