export { type WordsOptions, words } from "./words.ts";
