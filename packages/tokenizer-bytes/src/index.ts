export { bytes } from "./bytes.ts";
export { type CharactersOptions, characters } from "./characters.ts";
