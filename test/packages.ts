import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = new URL("..", import.meta.url).pathname;

export interface Package {
  readonly folder: string;
  readonly name: string;
  readonly manifest: {
    readonly name: string;
    readonly private?: boolean;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly imports?: Readonly<Record<string, unknown>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
}

const inside = (group: string): Package[] =>
  readdirSync(join(root, group)).flatMap((name) => {
    const folder = join(root, group, name);
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) return [];
    return [{ folder, name, manifest: JSON.parse(readFileSync(manifest, "utf8")) }];
  });

/** Every package of the workspace under `packages/` (and `examples/` on request). */
export const packages: readonly Package[] = inside("packages");
export const examples: readonly Package[] = inside("examples").filter(
  ({ manifest }) => manifest.name,
);

/** All TypeScript files under a folder, with and without JSX. */
export const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, path));

/** The first TypeScript block of a package's README. */
export const readmeExample = (folder: string): string | undefined =>
  /```ts\n([\s\S]*?)```/.exec(readFileSync(join(folder, "README.md"), "utf8"))?.[1];
