import type { ByteSource, CorpusHost } from "@textvae/core";
import { linesOf } from "@textvae/corpus";
import { formatOf } from "./files.ts";
import { sentencesOf } from "./prose.ts";

/** Bytes of a line at most. */
const LONGEST = 1_000_000;

/**
 * What is read in the place of a file: of plain text its sentences, found line by line as in a text that was pasted.
 * Records are read as they are.
 */
export const written = (source: ByteSource, host: CorpusHost): ByteSource =>
  formatOf(source.name) === "lines" ? proseOf(source, host) : source;

const proseOf = ({ range: _, ...source }: ByteSource, host: CorpusHost): ByteSource => ({
  ...source,
  stamp: `${source.stamp}-prose 1`,
  async *stream() {
    const encoder = new TextEncoder();
    const lines = { where: source.name, maxLineBytes: LONGEST };
    for await (const some of linesOf(source, lines, host)) {
      const text = some.flatMap(sentencesOf).join("\n");
      if (text !== "") yield encoder.encode(`${text}\n`);
    }
  },
});
