import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const HERE = dirname(fileURLToPath(import.meta.url));
const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Manifest;
const own = (): Manifest => read(join(HERE, "..", "package.json"));

/** Version of this package. */
export const ownVersion = (): string => own().version;

/** Names of the packages this one needs. */
export const dependencies = (): string[] => Object.keys(own().dependencies);

/** Version of the package that an import from here finds. Throws when it is not installed. */
export const installedVersion = (name: string): string => {
  for (let folder = HERE; dirname(folder) !== folder; folder = dirname(folder)) {
    const file = join(folder, "node_modules", name, "package.json");
    if (existsSync(file)) return read(file).version;
  }
  throw new Error("not installed");
};
