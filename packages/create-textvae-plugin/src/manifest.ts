import { readFile } from "node:fs/promises";
import { KINDS, type Kind } from "./kinds.ts";
import type { Names } from "./names.ts";

type Versions = Readonly<Record<string, string>>;

/** Packages that any plugin shares with the program that uses it. */
const PEERS = ["@tensorflow/tfjs-core", "@textvae/core", "@textvae/ops"];
const TOOLS = [
  "@textvae/backend-cpu",
  "@textvae/testing",
  "@types/node",
  "textvae",
  "typescript",
  "vitest",
];

/**
 * The versions that this package was published with: its own development dependencies, in which
 * packing puts versions for all of the workspace.
 */
const publishedWith = async (): Promise<Versions> => {
  const file = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(file) as { readonly devDependencies: Versions }).devDependencies;
};

/** The `package.json` of a new plugin. */
export const manifestOf = async ({ package: name }: Names, kind: Kind): Promise<object> => {
  const versions = await publishedWith();
  const { what, peers: own = [] } = KINDS[kind];
  const peers = [...PEERS, ...own];
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.map((one) => [one, versions[one] as string]));
  return {
    name,
    version: "0.1.0",
    description: `A plugin for textvae: ${what}`,
    license: "MIT",
    type: "module",
    sideEffects: false,
    files: ["dist", "src", "!src/*.test.ts"],
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    scripts: {
      build: "tsc",
      prepack: "tsc",
      test: "vitest run",
      train: "textvae train --config textvae.config.ts",
    },
    engines: { node: ">=20.19" },
    dependencies: pick(["valibot"]),
    peerDependencies: pick(peers),
    devDependencies: pick([...peers, ...TOOLS].sort()),
  };
};
