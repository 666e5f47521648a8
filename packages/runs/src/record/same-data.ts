import { type ErrorCode, TextvaeError } from "@textvae/core";
import { addsOptionsOnly } from "./added-options.ts";
import type { Reference } from "./recorded-parts.ts";
import type { DataRecord, RecordedConfig } from "./run-config.ts";

/**
 * Throws `DATA` when the folder that a run's data was read from is gone, with the flag that says where it
 * is now.
 */
export const requireRecordedData = (
  data: string,
  { location, data: { plugin } }: RecordedConfig,
  exists: (folder: string) => boolean,
): void => {
  const ofFolder = data !== (plugin as Partial<Reference> | null)?.name;
  if (data !== location.data || !ofFolder || exists(data)) return;
  throw new TextvaeError("DATA", data, {
    expected: "the data that the run was trained on",
    got: "no folder of that name any more",
    hint: "Say where it lies now: --data FOLDER.",
  });
};

/** The files of a folder that are asked about, by their names. */
export interface DataFolder {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * Throws `DATA` when data is not what a run was trained on, naming the files that changed, if it is these.
 * Options that the dataset did not have then, at their defaults, change nothing.
 */
export const requireSameData = (folder: DataFolder, before: DataRecord, now: DataRecord): void => {
  if (addsOptionsOnly(before, now)) return;
  requireSameFiles(folder, before, now, "DATA");
  throw new TextvaeError("DATA", folder.name, {
    expected: "the data that the run was trained on",
    got: "data that is read in another way",
    hint: "Name the right folder with --data.",
  });
};

/** Throws `DATA` when data beside a bundle, which says not where its own lay, has other words. */
export const requireSameWords = (
  folder: string,
  before: Pick<DataRecord, "vocabulary">,
  { vocabulary }: DataRecord,
): void => {
  if (vocabulary.sha256 === before.vocabulary.sha256) return;
  throw new TextvaeError("DATA", folder, {
    expected: "the data that the model was trained on",
    got: "data of other words",
    hint: "Name the right folder with --data.",
  });
};

/** Throws an error that names the files of a folder that are no longer those of the run. */
export const requireSameFiles = (
  folder: DataFolder,
  before: DataRecord,
  now: DataRecord,
  code: ErrorCode,
): void => {
  const changed = changedContents(before.plugin, now.plugin);
  if (changed.length === 0) return;
  throw new TextvaeError(code, folder.name, {
    expected: "the data that the run was trained on",
    got: `another ${changed.map((key) => fileOf(folder, key)).join(", ")} than it was then`,
    hint: "Restore what changed, or name the right folder with --data.",
  });
};

/** Keys of contents, recorded by their size and hashes, that are others now or absent. */
const changedContents = (before: unknown, now: unknown, key = ""): string[] => {
  if (typeof before !== "object" || before === null) return [];
  const other = (typeof now === "object" && now !== null ? now : {}) as Record<string, unknown>;
  if ("fingerprint" in before && "bytes" in before) {
    const hashes = [before, other].map((content) => (content as { sha256?: unknown }).sha256);
    const known = hashes.every((hash) => hash !== undefined); // a page, or an early run, has none
    const same =
      before.fingerprint === other.fingerprint &&
      before.bytes === other.bytes &&
      !(known && hashes[0] !== hashes[1]);
    return same ? [] : [key];
  }
  return Object.entries(before).flatMap(([name, value]) =>
    changedContents(value, Object.hasOwn(other, name) ? other[name] : undefined, name),
  );
};

/** The file of a split, where it is called so. */
const fileOf = ({ files }: DataFolder, key: string): string =>
  files.find((name) => name.startsWith(`${key}.`)) ?? key;
