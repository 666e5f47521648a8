import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kind } from "./kinds.ts";
import { manifestOf } from "./manifest.ts";
import { type Names, namesOf } from "./names.ts";
import { refuse } from "./refusal.ts";

/** What {@link createPlugin} made. */
export interface Created {
  readonly folder: string;
  /** Its files, by path within the folder. */
  readonly files: readonly string[];
}

const TEMPLATES = fileURLToPath(new URL("../templates/", import.meta.url));

/**
 * Makes a folder with a plugin of that kind: package.json, a working part, its laws as tests, a README
 * and a configuration that trains with it.
 *
 * @throws {Error} for a name that is none, and for a folder that is there.
 *
 * @example
 * const { folder } = await createPlugin("laplace", "prior");
 */
export const createPlugin = async (name: string, kind: Kind, inside = "."): Promise<Created> => {
  const names = namesOf(name, kind);
  const folder = resolve(inside, names.folder);
  await makeFolder(folder);
  const files = {
    ...(await filled(join(TEMPLATES, kind), names)),
    ...(await filled(join(TEMPLATES, "common"), names)),
    "package.json": `${JSON.stringify(await manifestOf(names, kind), null, 2)}\n`,
    // Not as a file of the template: npm leaves a .gitignore out of what it packs.
    ".gitignore": "node_modules/\ndist/\nruns/\n",
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { folder, files: Object.keys(files).sort() };
};

/** Makes the folder; one that is there must be empty. */
const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true }).catch(() => {
    throw refuse("a folder that can be made", folder);
  });
  if ((await readdir(folder)).length > 0) {
    throw refuse("a new or empty folder", folder, "Take another name, or remove what is there.");
  }
};

/** The files of a template under the names of the plugin. */
const filled = async (template: string, names: Names): Promise<Record<string, string>> => {
  const entries = await readdir(template, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const content = await readFile(path, "utf8");
        return [path.slice(template.length + 1).replaceAll("\\", "/"), named(content, names)];
      }),
  );
  return Object.fromEntries(files);
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A template's part is called `templatePart`, its package `template-package`, it itself `template-part`. */
const named = (content: string, names: Names): string =>
  content
    .replaceAll("templatePart", names.identifier)
    .replaceAll("TemplatePart", capital(names.identifier))
    .replaceAll("template-part", names.plugin)
    .replaceAll("template-package", names.package);
