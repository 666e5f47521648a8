import { TextvaeError } from "@textvae/core/options";

/** A piece of a file, in an object of its own. */
export interface Part {
  readonly key: string;
  readonly size: number;
}

/** A file: its parts in order, and behind them bytes that are too few for an object. */
export interface Entry {
  readonly parts: readonly Part[];
  readonly tail: Uint8Array;
}

/**
 * What a folder consists of. It is one object, and every change of the folder is one conditional write of
 * it, so that a reader sees the folder before a change or after it.
 */
export interface Manifest {
  /** Another one after every write, so that a writer whose answer was lost knows its own. */
  readonly id: string;
  readonly claim?: { readonly number: number; readonly record: Uint8Array } | undefined;
  readonly files: ReadonlyMap<string, Entry>;
}

const FORMAT = 1;

export const encodeManifest = ({ id, claim, files }: Manifest): Uint8Array => {
  const content = {
    format: FORMAT,
    id,
    ...(claim && { claim: { number: claim.number, record: toBase64(claim.record) } }),
    files: Object.fromEntries(
      [...files].map(([path, { parts, tail }]) => [
        path,
        { parts, ...(tail.length > 0 && { tail: toBase64(tail) }) },
      ]),
    ),
  };
  return new TextEncoder().encode(`${JSON.stringify(content)}\n`);
};

/** Throws `STORAGE` for what is no manifest of this format. */
export const decodeManifest = (bytes: Uint8Array, where: string): Manifest => {
  try {
    const { format, id, claim, files } = JSON.parse(new TextDecoder().decode(bytes));
    if (format !== FORMAT || typeof id !== "string") throw new Error(`format ${format}`);
    const entries = Object.entries(files as Record<string, { parts: Part[]; tail?: string }>);
    return {
      id,
      ...(claim && { claim: { number: claim.number, record: fromBase64(claim.record) } }),
      files: new Map(
        entries.map(([path, { parts, tail = "" }]) => [path, { parts, tail: fromBase64(tail) }]),
      ),
    };
  } catch (cause) {
    throw new TextvaeError("STORAGE", where, {
      expected: `a manifest of format ${FORMAT}`,
      got: "something else",
      hint: "Use the version of textvae that wrote it, or another prefix.",
      cause,
    });
  }
};

/** Every object that a manifest speaks of. */
export const keysOf = ({ files }: Manifest): Set<string> =>
  new Set([...files.values()].flatMap(({ parts }) => parts.map(({ key }) => key)));

/** Whether a path is a folder, or in it; "" is the whole. */
export const isWithin = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
