import { type CorpusHost, type PageFile, TextvaeError } from "@textvae/core";
import { openedOrClosed } from "./kept-corpus.ts";

/** Hexadecimal digits of a SHA-256, which stand before the text. */
const DIGITS = 64;

/**
 * The text that was made under a key, or else makes it: what was learned of a corpus once.
 *
 * @throws {TextvaeError} `STORAGE` for a file of that key that is damaged, and what `make` throws.
 *
 * @example
 * const json = await keptText(host, key, async () => learn(corpus));
 */
export const keptText = async (
  host: CorpusHost,
  key: string,
  make: () => Promise<string>,
): Promise<string> => {
  const found = await host.open(key);
  if (found) return readText(found, host);
  const text = await make();
  const bytes = new TextEncoder().encode(text);
  const file = await host.make(key, async (file) => {
    file.write(0, new TextEncoder().encode(hashOf(bytes, host)));
    file.write(DIGITS, bytes);
  });
  file.close();
  return text;
};

const readText = (file: PageFile, host: CorpusHost): string => {
  const all = openedOrClosed(file, () => {
    const bytes = new Uint8Array(file.size());
    file.read(0, bytes);
    return bytes;
  });
  file.close();
  const bytes = all.subarray(DIGITS);
  const decoder = new TextDecoder();
  if (decoder.decode(all.subarray(0, DIGITS)) === hashOf(bytes, host)) return decoder.decode(bytes);
  throw new TextvaeError("STORAGE", file.name, {
    expected: "what was written",
    got: "other bytes",
    hint: "Remove the file, or have it made anew by textvae data prepare --anew.",
  });
};

const hashOf = (bytes: Uint8Array, host: Pick<CorpusHost, "sha256">): string => {
  const hash = host.sha256();
  hash.update(bytes);
  return hash.hex();
};
