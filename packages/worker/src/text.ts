export { type PagedText, type PagedTextOptions, pagedText } from "./paged-text.ts";
