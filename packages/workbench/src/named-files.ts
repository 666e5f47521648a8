import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, resolve } from "node:path";
import { TextvaeError } from "@textvae/core";
import { splitOfFile } from "@textvae/dataset-text";
import { globSync, isDynamicPattern } from "tinyglobby";

/** `train=news/*.txt`: a split, and a file or a pattern. */
const ASSIGNED = /^(train|valid(?:ation)?|val|dev|test)=(.+)$/;
const SPLIT_FOLDER = /^(?:train|valid(?:ation)?|val|dev|test)$/;

const parts = (name: string): string[] => name.split(";").map((part) => part.trim());

/** Whether a name of data is that of files: of one, of a pattern, or of files and patterns of splits. */
export const namesFiles = (name: string): boolean => {
  if (existsSync(name)) return statSync(name).isFile();
  return parts(name).every((part) => ASSIGNED.test(part)) || isDynamicPattern(name);
};

/** The same name for who is in another folder. */
export const wholeFiles = (name: string): string =>
  parts(name)
    .map((part) => {
      const [, split, pattern = part] = ASSIGNED.exec(part) ?? [];
      return `${split === undefined ? "" : `${split}=`}${resolve(pattern)}`;
    })
    .join(";");

/**
 * The files that a name of data stands for, each by what it would be called in a folder of all of them:
 * `train/…` where the split is said, else by its own name or that of its folder.
 *
 * @throws {TextvaeError} `DATA` where a part of the name stands for no file, `SPLIT` for two files that
 * would be called alike.
 */
export const filesNamed = (name: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const read = new Set<string>();
  const add = (called: string, path: string) => {
    const other = found.get(called);
    if (other !== undefined && other !== path) throw alike(name, called, other, path);
    found.set(called, path);
  };
  for (const part of parts(name)) {
    const [, split, pattern = part] = ASSIGNED.exec(part) ?? [];
    for (const path of matched(pattern)) {
      if (split === undefined) {
        add(ownName(path, part), path);
        continue;
      }
      const once = `${split}=${resolve(path)}`;
      if (read.has(once)) throw twice(name, path);
      read.add(once);
      // Files of several folders may have one name; their order is that of their paths.
      add(`${split}/${String(found.size).padStart(6, "0")}-${textName(path)}`, path);
    }
  }
  return found;
};

const matched = (pattern: string): readonly string[] => {
  if (existsSync(pattern) && statSync(pattern).isFile()) return [pattern];
  const paths = globSync(pattern, { absolute: isAbsolute(pattern), expandDirectories: false });
  if (paths.length > 0) return paths.sort(new Intl.Collator("en", { numeric: true }).compare);
  throw new TextvaeError("DATA", "--data", {
    expected: "a file, or a pattern of files, such as train.*.txt",
    got: `${JSON.stringify(pattern)}, which none is called`,
  });
};

const KINDS = /\.(?:txt|jsonl|csv|tsv|parquet)(?:\.gz)?$/;

/** A name that says of what kind a file is; of an unknown kind it is a text. */
const textName = (path: string): string => {
  const name = basename(path).replace(/\.(?:json|ndjson)(\.gz)?$/, ".jsonl$1");
  return KINDS.test(name) ? name : `${name}.txt`;
};

/** By its split where its own name or that of its folder says one; a file that is named itself is train. */
const ownName = (path: string, part: string): string => {
  const folder = basename(dirname(path));
  if (SPLIT_FOLDER.test(folder)) return `${folder}/${textName(path)}`;
  const alone = path === part && splitOfFile(basename(path)) === undefined;
  const own = textName(path);
  const says = /(?:^|\.)(?:train|valid(?:ation)?|val|dev|test)[.-]/.test(own);
  return alone && !says ? `train/${own}` : own;
};

const twice = (name: string, path: string): TextvaeError =>
  new TextvaeError("SPLIT", name, {
    expected: "each file once in a split",
    got: `${path} twice`,
    hint: "Name it by one pattern alone.",
  });

const alike = (name: string, called: string, one: string, other: string): TextvaeError =>
  new TextvaeError("SPLIT", name, {
    expected: `one file that is called ${called}`,
    got: `${one} and ${other}`,
    hint: `Say their split: --data "train=${one};train=${other}".`,
  });
