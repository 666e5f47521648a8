export { type OpenOptions, open } from "./open.ts";
