import type { Split } from "@textvae/core";
import type { SplitInspection } from "@textvae/corpus";
import { formatted } from "./numbers.ts";
import { printableLine } from "./printable.ts";

/** What a split of a prepared corpus holds, in lines. */
export const inspectionLines = (
  split: Split,
  { sentences, tokens, unknown, lengths, longest, sources, ...held }: SplitInspection,
): string[] => {
  const { least, median, ninety, ninetyNine, greatest } = lengths;
  const share = formatted((100 * unknown) / tokens, 1);
  return [
    `${split}: ${formatted(sentences)} sentences, ${formatted(tokens)} tokens, ${share} % unknown`,
    `  lengths     ${least} to ${greatest}, median ${median}; 90 % up to ${ninety}, 99 % up to ${ninetyNine}`,
    ...duplicateLines(split, sentences, held),
    ...(held.emptyLines > 0
      ? [`  empty       ${formatted(held.emptyLines)} lines or records`]
      : []),
    ...longest.map(
      ({ sentence, length, text }) =>
        `  longest     sentence ${formatted(sentence)}, ${formatted(length)}: ${printableLine(text)}`,
    ),
    ...cutLines(held),
    ...sources.map(
      ({ name, bytes, sha256 }) =>
        `  source      ${name}, ${formatted(bytes)} bytes, SHA-256 ${sha256}`,
    ),
    ...held.notes.map((note) => `  ${note}`),
  ];
};

const duplicateLines = (
  split: Split,
  sentences: number,
  { repeated, within }: Pick<SplitInspection, "repeated" | "within">,
): string[] => [
  ...(within > 0 ? [`  duplicates  ${formatted(within)} stand earlier in ${split}`] : []),
  ...Object.entries(repeated).map(
    ([other, count]) =>
      `  duplicates  ${formatted(count)} of ${formatted(sentences)} stand in ${other}, too`,
  ),
];

const cutLines = ({ cut, cutExamples }: Pick<SplitInspection, "cut" | "cutExamples">): string[] =>
  cut.items === 0
    ? []
    : [
        `  cut         ${formatted(cut.items)} sentences, by ${formatted(cut.tokens)} words`,
        ...cutExamples.map(({ where, lost }) => `  cut off     ${where}: ${printableLine(lost)}`),
      ];
