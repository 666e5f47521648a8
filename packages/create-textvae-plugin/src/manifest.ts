import { pick, publishedWith } from "@textvae/starter";
import { KINDS, type Kind } from "./kinds.ts";
import type { Names } from "./names.ts";

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

/** The `package.json` of a new plugin. */
export const manifestOf = async ({ package: name }: Names, kind: Kind): Promise<object> => {
  const versions = await publishedWith(new URL("../package.json", import.meta.url));
  const { what, peers: own = [] } = KINDS[kind];
  const peers = [...PEERS, ...own];
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
    dependencies: pick(versions, ["valibot"]),
    peerDependencies: pick(versions, peers),
    devDependencies: pick(versions, [...peers, ...TOOLS].sort()),
  };
};
