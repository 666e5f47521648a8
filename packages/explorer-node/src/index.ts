export { keptMap, type MapSource } from "./kept-maps.ts";
export { readingOf, type Shown } from "./reading.ts";
export { type Served, serve } from "./server.ts";
export { type Files, pageFiles, SITES, type SiteFiles, siteOf } from "./site.ts";
