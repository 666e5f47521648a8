/** The folder within a claim through which its holder makes every change. */
export const WORK = "work";

/** What a folder is called that made room for its successor. */
export const OLD = "old-";

/** What a further name of a file is called, to change it in place by. */
export const SHARED = "shared-";

/** A name for what belongs to a path of the run. */
export const nameFor = (path: string, mark: string): string => `${mark}${encodeURIComponent(path)}`;

export const pathOf = (name: string, mark: string): string =>
  decodeURIComponent(name.slice(mark.length));
