import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { refuse } from "./refusal.ts";

/** Files by their paths within a folder. */
export type Files = Readonly<Record<string, string>>;

/** The files of a template, each changed by a function. */
export const readTemplate = async (
  template: string,
  change: (content: string) => string = (content) => content,
): Promise<Files> => {
  const entries = await readdir(template, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const content = await readFile(path, "utf8");
        return [path.slice(template.length + 1).replaceAll("\\", "/"), change(content)];
      }),
  );
  return Object.fromEntries(files);
};

/**
 * Writes files into a folder that is new or empty, and gives their paths in order. Throws a `Refusal` for
 * one that is there.
 */
export const beginFolder = async (folder: string, files: Files): Promise<readonly string[]> => {
  await mkdir(folder, { recursive: true }).catch(() => {
    throw refuse("a folder that can be made", folder);
  });
  if ((await readdir(folder)).length > 0) {
    throw refuse("a new or empty folder", folder, "Take another name, or remove what is there.");
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return Object.keys(files).sort();
};
