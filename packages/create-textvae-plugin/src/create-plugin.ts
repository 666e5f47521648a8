import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { beginFolder, readTemplate } from "@textvae/starter";
import type { Kind } from "./kinds.ts";
import { manifestOf } from "./manifest.ts";
import { type Names, namesOf } from "./names.ts";

/** What {@link createPlugin} made. */
export interface Created {
  readonly folder: string;
  /** Its files, by path within the folder. */
  readonly files: readonly string[];
}

const TEMPLATES = fileURLToPath(new URL("../templates", import.meta.url));

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
  const change = (content: string) => named(content, names);
  const files = await beginFolder(folder, {
    ...(await readTemplate(join(TEMPLATES, kind), change)),
    ...(await readTemplate(join(TEMPLATES, "common"), change)),
    "package.json": `${JSON.stringify(await manifestOf(names, kind), null, 2)}\n`,
    // Not as a file of the template: npm leaves a .gitignore out of what it packs.
    ".gitignore": "node_modules/\ndist/\nruns/\n",
  });
  return { folder, files };
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A template's part is called `templatePart`, its package `template-package`, it itself `template-part`. */
const named = (content: string, names: Names): string =>
  content
    .replaceAll("templatePart", names.identifier)
    .replaceAll("TemplatePart", capital(names.identifier))
    .replaceAll("template-part", names.plugin)
    .replaceAll("template-package", names.package);
