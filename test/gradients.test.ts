import { build } from "esbuild";
import { expect, test } from "vitest";
import { packages, root } from "./packages.ts";

const parts = packages
  .map(({ manifest }) => manifest.name)
  .filter((name) => /\/(prior|flow|divergence|encoder|decoder|condition)-/.test(name));

/** Bundles of small modules by name, tfjs and ops left out: of each what it exports and imports. */
const bundled = async (modules: ReadonlyMap<string, string>) => {
  const { metafile } = await build({
    entryPoints: [...modules.keys()].map((name) => ({ in: `module:${name}`, out: name })),
    ...{ outdir: "out", write: false, bundle: true, format: "esm", metafile: true },
    ...{ conditions: ["@textvae/source"], external: ["@textvae/ops"], logLevel: "error" },
    plugins: [
      {
        name: "modules",
        setup({ onResolve, onLoad }) {
          // Left out, it is imported only where something of it is used.
          onResolve({ filter: /^@tensorflow\// }, ({ path }) => ({
            ...{ path, external: true, sideEffects: false },
          }));
          onResolve({ filter: /^module:/ }, ({ path }) => ({ path, namespace: "module" }));
          onLoad({ filter: /.*/, namespace: "module" }, ({ path }) => ({
            contents: modules.get(path.slice("module:".length)) as string,
            resolveDir: root,
          }));
        },
      },
    ],
  });
  return Object.entries(metafile.outputs).map(([file, output]) => ({
    name: file.slice("out/".length, -".js".length),
    ...output,
  }));
};

test("whatever is taken of a part, what computes on tfjs brings gradients with it", async () => {
  const whole = await bundled(new Map(parts.map((name) => [name, `export * from "${name}";`])));
  const single = whole.flatMap(({ name, exports }) =>
    exports.map((key) => [`${name}/${key}`, `export { ${key} } from "${name}";`] as const),
  );
  expect(single.length).toBeGreaterThan(40);
  const untrained = (await bundled(new Map(single)))
    .filter(({ imports }) => imports.some(({ path }) => path === "@tensorflow/tfjs-core"))
    .filter(({ imports }) => !imports.some(({ path }) => path === "@textvae/ops"))
    .map(({ name }) => name);
  expect(untrained).toEqual([]);
});
