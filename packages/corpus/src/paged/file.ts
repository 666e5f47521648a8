import { type CorpusHost, type PageFile, type Split, TextvaeError } from "@textvae/core";
import type { BesideTypes, PerSplit, TextSize } from "@textvae/text";
import { requireLittleEndian } from "../pages/numbers.ts";
import type { CutExample } from "../prepare/reading.ts";
import type { SourceRecord } from "../sources/digest.ts";
import type { Columns, Group } from "./layout.ts";

/**
 * The format, version 5. Numbers have their smallest byte first.
 *
 *     0   8 bytes   "TXVPAGES"
 *     8   u32       version
 *    16   f64       where the description begins
 *    24   f64       bytes of the description
 *    32   32 bytes  SHA-256 of the description
 *    64             groups of items, split after split
 *                   the description, JSON, which has the SHA-256 of the groups
 */
export const VERSION = 5;
const MAGIC = "TXVPAGES";
export const HEADER = 64;

/** What a split holds, and where. */
export interface SplitDescription {
  readonly sources: readonly SourceRecord[];
  /** Bytes of the sources together, FNV-1a of them, as a `Content` has, and SHA-256. */
  readonly bytes: number;
  readonly fingerprint: string;
  readonly sha256: string;
  readonly items: number;
  /** Words, or other ids, and ends. */
  readonly tokens: number;
  /** Words and bytes of the text that these are. */
  readonly text: TextSize;
  readonly unknown: number;
  readonly longest: number;
  readonly emptyLines: number;
  /** Items that were cut, and the words that they lost. */
  readonly cut: { readonly items: number; readonly tokens: number };
  readonly cutExamples: readonly CutExample[];
  /** Items that stand in a split before it, too; `within`: those that stand earlier in this one. */
  readonly repeated: { readonly [split in Split]?: number };
  readonly within: number;
  readonly notes: readonly string[];
  readonly groups: readonly Group[];
}

/** What is said of a corpus at the end of its file. */
export interface CorpusDescription {
  readonly vocabulary: {
    readonly sha256: string;
    readonly words: readonly string[];
    readonly eos: number;
    /** −1 where nothing is unknown. */
    readonly unk: number;
  };
  readonly labels?: readonly string[];
  /** What sentences have beside their texts, each in a column. */
  readonly beside?: BesideTypes;
  /** The number among that by which each counts in the loss. */
  readonly weightField?: string;
  readonly columns: Columns;
  readonly splits: PerSplit<SplitDescription>;
  /** SHA-256 of the groups. */
  readonly sha256: string;
}

/** What files are called at their beginning, and what is lent to them. */
export interface FileKind {
  /** Eight letters. Default: those of a corpus. */
  readonly magic?: string;
  readonly host: Pick<CorpusHost, "sha256">;
}

/** Ends a file whose groups are written: the description, then the header. */
export const finishFile = <Description extends object>(
  file: PageFile,
  end: number,
  description: Description,
  { magic = MAGIC, host }: FileKind,
): Description & Pick<CorpusDescription, "sha256"> => {
  const whole = { ...description, sha256: hashOfGroups(file, end, host) };
  const text = new TextEncoder().encode(JSON.stringify(whole));
  file.write(end, text);
  const header = new Uint8Array(HEADER);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode(magic));
  view.setUint32(8, VERSION, true);
  view.setFloat64(16, end, true);
  view.setFloat64(24, text.length, true);
  header.set(fromHex(hashOf(text, host)), 32);
  file.write(0, header);
  return whole;
};

/**
 * The description of a file of pages, after its content was compared with its hashes.
 *
 * @throws {TextvaeError} `STORAGE` for a file that is none, of another version, or damaged.
 */
export const readDescription = <
  Description extends Pick<CorpusDescription, "sha256"> = CorpusDescription,
>(
  file: PageFile,
  { magic = MAGIC, host }: FileKind,
): Description => {
  requireLittleEndian();
  const { name: where } = file;
  const size = file.size();
  const header = new Uint8Array(HEADER);
  if (size >= HEADER) file.read(0, header);
  const view = new DataView(header.buffer);
  if (new TextDecoder().decode(header.subarray(0, 8)) !== magic) {
    throw refused(where, "a corpus that textvae prepared", "another file");
  }
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw refused(where, `version ${VERSION}`, `version ${version}`);
  const [at, length] = [view.getFloat64(16, true), view.getFloat64(24, true)];
  const fits = at >= HEADER && length > 0 && at + length === size;
  if (!fits) throw refused(where, "a whole file", `${size} bytes, not ${at + length}`);
  const text = new Uint8Array(length);
  file.read(at, text);
  if (hashOf(text, host) !== toHex(header.subarray(32))) throw damaged(where, "description");
  const description = JSON.parse(new TextDecoder().decode(text)) as Description;
  if (hashOfGroups(file, at, host) !== description.sha256) throw damaged(where, "sentences");
  return description;
};

const refused = (where: string, expected: string, got: string): TextvaeError =>
  new TextvaeError("STORAGE", where, {
    expected,
    got,
    hint: "Remove the file, or have it made anew by textvae data prepare --anew.",
  });

const damaged = (where: string, what: string): TextvaeError =>
  refused(where, "what was written", `other bytes among its ${what}`);

const PIECE = 1 << 20;

const hashOfGroups = (file: PageFile, end: number, host: Pick<CorpusHost, "sha256">): string => {
  const hash = host.sha256();
  const piece = new Uint8Array(PIECE);
  for (let at = HEADER; at < end; at += PIECE) {
    const part = piece.subarray(0, Math.min(PIECE, end - at));
    file.read(at, part);
    hash.update(part);
  }
  return hash.hex();
};

export const hashOf = (bytes: Uint8Array, host: Pick<CorpusHost, "sha256">): string => {
  const hash = host.sha256();
  hash.update(bytes);
  return hash.hex();
};

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
