/**
 * How a line is read: `lines` is a sentence, `label-tab` is `label<TAB>sentence`, `rating-first`
 * is a sentence whose first token is an integer rating.
 */
export type Format = "lines" | "label-tab" | "rating-first";
