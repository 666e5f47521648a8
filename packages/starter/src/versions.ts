import { readFile } from "node:fs/promises";

export type Versions = Readonly<Record<string, string>>;

/**
 * The versions that a package was published with: its own development dependencies, in which packing puts
 * versions for all of the workspace.
 */
export const publishedWith = async (manifest: URL): Promise<Versions> =>
  (JSON.parse(await readFile(manifest, "utf8")) as { readonly devDependencies: Versions })
    .devDependencies;

/** Some of them. */
export const pick = (versions: Versions, names: readonly string[]): Versions =>
  Object.fromEntries(names.map((name) => [name, versions[name] as string]));
