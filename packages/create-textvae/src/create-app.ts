import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { beginFolder, checkName, pick, publishedWith, readTemplate } from "@textvae/starter";
import { TEMPLATES, type Template } from "./templates.ts";

/** What {@link createApp} made. */
export interface Created {
  readonly folder: string;
  /** Its files, by path within the folder. */
  readonly files: readonly string[];
}

const FOLDER = fileURLToPath(new URL("../templates", import.meta.url));

/**
 * Makes a folder with a Vite app: one that trains a text VAE in a tab, or one that opens a bundle.
 *
 * @throws {Error} for a name that is none, and for a folder that is there.
 *
 * @example
 * const { folder } = await createApp("rose", "train");
 */
export const createApp = async (
  name: string,
  template: Template,
  inside = ".",
): Promise<Created> => {
  const folder = resolve(inside, checkName(name));
  const files = await beginFolder(folder, {
    ...(await readTemplate(join(FOLDER, "common"))),
    ...(await readTemplate(join(FOLDER, template))),
    "package.json": `${JSON.stringify(await manifestOf(name, template), null, 2)}\n`,
    // Not as a file of the template: npm leaves a .gitignore out of what it packs.
    ".gitignore": "node_modules/\ndist/\n",
  });
  return { folder, files };
};

const manifestOf = async (name: string, template: Template): Promise<object> => {
  const versions = await publishedWith(new URL("../package.json", import.meta.url));
  return {
    ...{ name, private: true, type: "module" },
    scripts: { dev: "vite", build: "vite build", preview: "vite preview" },
    dependencies: pick(versions, TEMPLATES[template].dependencies),
    devDependencies: pick(versions, ["vite"]),
  };
};
