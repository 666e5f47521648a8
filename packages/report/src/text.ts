/** Numbers and text as they are shown; loads nothing else. */
export { formatted, withError } from "./numbers.ts";
export { printable } from "./printable.ts";
