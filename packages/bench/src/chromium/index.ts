export { findChromium } from "./find.ts";
export { openPage, type Page, type PageOptions, SOFTWARE_GPU } from "./page.ts";
export { type Program, type Site, serveProgram } from "./site.ts";
