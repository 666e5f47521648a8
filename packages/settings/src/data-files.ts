/** Files of each split, or patterns of them, as a configuration names them. */
export type DataFiles = {
  readonly [split in "train" | "valid" | "test"]?: string | readonly string[];
};

/** The same as the name of data: `train=a/*.txt;valid=b.txt`. */
export const nameOfFiles = (files: DataFiles): string =>
  Object.entries(files)
    .flatMap(([split, names]) => [names].flat().map((name) => `${split}=${name}`))
    .join(";");
