/** What the page tells of a run beside its map. */
export { readingOf, type Shown } from "./reading/reading-of.ts";
