/** Numbers and text as they are shown; loads nothing else. */
export { duration, factsLine, formatted, withError } from "./numbers.ts";
export { printable, printableLine } from "./printable.ts";
