export { type Served, serve } from "./server.ts";
export { type Files, pageFiles, SITES, type SiteFiles, siteOf, trainerOf } from "./site.ts";
