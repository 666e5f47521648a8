import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { packages, root, sources } from "./packages.ts";

/*
 * The import rules of docs/architecture.md. A rule gives, for a group of packages, the packages
 * of textvae that its sources may name.
 */
const ALL = /./;
const RULES: readonly { readonly group: RegExp; readonly may: RegExp }[] = [
  { group: /^ops$/, may: /^$/ },
  { group: /^core$/, may: /^@textvae\/ops$/ },
  {
    group: /^(layers|objectives|optimizers|schedules|run-format)$/,
    may: /^@textvae\/(core|ops)$/,
  },
  { group: /^text$/, may: /^@textvae\/(core|ops)$/ },
  { group: /^corpus$/, may: /^@textvae\/(core|ops|text)$/ },
  { group: /^testing$/, may: /^@textvae\/(core|ops|layers|optimizers)$/ },
  {
    group: /^(prior|flow|condition|encoder|output)-/,
    may: /^@textvae\/(core|ops|layers)$/,
  },
  { group: /^(divergence|backend)-/, may: /^@textvae\/(core|ops)$/ },
  { group: /^decoder-/, may: /^@textvae\/(core|ops|layers|text)$/ },
  { group: /^tokenizer-/, may: /^@textvae\/(core|ops|text)$/ },
  { group: /^dataset-/, may: /^@textvae\/(core|ops|text|corpus)$/ },
  { group: /^diagnostics$/, may: /^@textvae\/(core|ops|layers|objectives|optimizers)$/ },
  { group: /^runs$/, may: /^@textvae\/(core|ops|text|objectives|run-format|diagnostics)$/ },
  { group: /^storage-(node|opfs|s3)$/, may: /^@textvae\/(core|run-format)$/ },
  { group: /^report$/, may: /^@textvae\/(core|text|corpus|diagnostics|runs)$/ },
  { group: /^open$/, may: /^@textvae\/(?!testing|recipes|cli|bench|open|negotiation)/ },
  {
    // The page trains and opens models; what it is built of is no dependency of who installs it.
    group: /^explorer$/,
    may: /^@textvae\/(core|ops|text|corpus|diagnostics|run-format|runs|open|recipes|worker|backend-wasm|dataset-text|storage-opfs)$/,
  },
  { group: /^tensorboard$/, may: /^@textvae\/core$/ },
  { group: /^onnx$/, may: /^@textvae\/(core|runs)$/ },
  { group: /^hub$/, may: /^@textvae\/(core|run-format|runs)$/ },
  { group: /^parquet$/, may: /^@textvae\/(core|runs|explorer)$/ },
  {
    group: /^explorer-node$/,
    may: /^@textvae\/(core|storage-node|explorer)$/,
  },
  { group: /^settings$/, may: /^@textvae\/(core|recipes|negotiation)$/ },
  { group: /^workbench$/, may: /^@textvae\/(?!testing|bench|cli|worker|sweep-queue|onnx|parquet)/ },
  { group: /^recipes$/, may: /^@textvae\/(?!testing|recipes|negotiation)/ },
  { group: /^negotiation$/, may: /^@textvae\/(?!testing|negotiation|cli)/ },
  {
    group: /^worker$/,
    may: /^@textvae\/(core|text|corpus|run-format|runs|recipes|dataset-text|backend-wasm)$/,
  },
  { group: /^sweeps$/, may: /^@textvae\/(core|run-format|runs)$/ },
  { group: /^sweep-queue$/, may: /^@textvae\/(core|run-format|sweeps)$/ },
  { group: /^bench$/, may: /^@textvae\/(core|ops|text|recipes|backend-.+)$/ },
  { group: /^cli$/, may: ALL },
  { group: /^starter$/, may: /^$/ },
  { group: /^create-textvae(-plugin)?$/, may: /^@textvae\/starter$/ },
];

// A statement at the start of its line (or the last line of a long one), or a call of import.
const IMPORT = /^(?:(?:import|export|\})[^"\n]* from |import )"([^"]+)"|\bimport\("([^"]+)"\)/gm;

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(IMPORT)].map(
    ([, fixed, dynamic]) => (fixed ?? dynamic) as string,
  );

/** The package a specifier names: `@scope/name/deep` and `name/deep` without the rest. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const foreign = (folder: string): { file: string; specifier: string }[] =>
  sources(join(folder, "src")).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !specifier.startsWith("."))
      .map((specifier) => ({ file: relative(root, file), specifier })),
  );

/** The files of a circle, the first at both ends; undefined where there is none. */
const circleIn = (graph: ReadonlyMap<string, readonly string[]>): string | undefined => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle.map((each) => relative(root, each)).join(" -> ");
  }
  return undefined;
};

test("a circle is found", () => {
  const graph = { a: ["b"], b: ["c", "d"], c: [], d: ["b"] };
  const files = Object.entries(graph).map(
    ([file, imports]) => [join(root, file), imports.map((name) => join(root, name))] as const,
  );
  expect(circleIn(new Map(files))).toBe("b -> d -> b");
});

describe.each(packages.map(({ name, folder, manifest }) => ({ name, folder, manifest })))(
  "$name",
  ({ name, folder, manifest }) => {
    const rule = RULES.find(({ group }) => group.test(name));

    test("imports only the packages that its group may know", () => {
      expect(rule, "a rule for this package").toBeDefined();
      const broken = foreign(folder).filter(
        ({ specifier }) =>
          /^(@textvae\/|textvae$)/.test(specifier) && !rule?.may.test(packageOf(specifier)),
      );
      expect(broken).toEqual([]);
    });

    test("declares everything it imports", () => {
      const { dependencies, peerDependencies, imports } = manifest;
      const declared = { ...dependencies, ...peerDependencies, ...imports };
      // What a page is built of is no dependency of who installs the built page.
      const bundled = { ...declared, ...manifest.devDependencies };
      const undeclared = foreign(folder).filter(
        ({ file, specifier }) =>
          !specifier.startsWith("node:") &&
          !(packageOf(specifier) in (file.includes("/src/app/") ? bundled : declared)),
      );
      expect(undeclared).toEqual([]);
    });

    test("has no circle of imports, those of types included", () => {
      const files = sources(join(folder, "src"));
      const within = (file: string) =>
        importsOf(file)
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => join(dirname(file), specifier));
      expect(circleIn(new Map(files.map((file) => [file, within(file)])))).toBeUndefined();
    });

    test("has no file that has outgrown one concept", () => {
      const long = sources(join(folder, "src"))
        .map((file) => ({
          file: relative(root, file),
          lines: readFileSync(file, "utf8").split("\n").length,
        }))
        .filter(({ lines }) => lines > 250);
      expect(long).toEqual([]);
    });
  },
);

/** Packages that serve every plugin alike. */
const SHARED =
  "ops core layers objectives optimizers schedules run-format text corpus testing diagnostics runs report open cli".split(
    " ",
  );

test("no circle of packages, by what they need when they are installed", () => {
  const needs = new Map(
    packages.map(({ manifest: { name, dependencies, peerDependencies } }) => [
      name,
      Object.keys({ ...dependencies, ...peerDependencies }),
    ]),
  );
  expect(circleIn(needs)).toBeUndefined();
});

describe("core and what it stands on", () => {
  const rooms = packages.filter(
    ({ name }) => !/^(?:bench|cli|recipes|testing|starter|create-textvae(?:-plugin)?)$/.test(name),
  );

  test("ask for no plugin by its name", () => {
    const plugins = packages.filter(({ name }) =>
      /^(prior|flow|divergence|encoder|decoder|output|condition|dataset|tokenizer|backend)-/.test(
        name,
      ),
    );
    const names = plugins.flatMap(({ folder }) =>
      sources(join(folder, "src")).flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(/kind: "[a-z]+",\s*name: "([^"]+)"/g)].map(
          ([, name]) => name as string,
        ),
      ),
    );
    names.splice(names.indexOf("text"), 1); // a field of a batch is called so, too
    expect(names).toContain("vmf");
    // A comparison with one of them, or a case of a switch. Recipes are made of plugins and may.
    const asked = new RegExp(`(?:[!=]==? ?|case )"(?:${names.join("|")})"`, "g");
    const asking = packages
      .filter(({ name }) => SHARED.includes(name))
      .flatMap(({ folder }) => sources(join(folder, "src")))
      .flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(asked)].map(
          ([found]) => `${relative(root, file)}: ${found}`,
        ),
      );
    expect(asking).toEqual([]);
  });

  test("never name a file system or a process outside backends, bench, sweeps, workbench and the cli", () => {
    const named = rooms
      .filter(
        ({ name }) =>
          !/^(?:(?:backend|dataset)-|(storage|explorer)-node$|sweeps$|workbench$)/.test(name),
      )
      .flatMap(({ folder }) => foreign(folder))
      // The entrance of corpus for Node is a room of its own.
      .filter(({ file }) => !file.startsWith("packages/corpus/src/node/"))
      .filter(({ specifier }) => specifier.startsWith("node:"));
    expect(named).toEqual([]);
  });

  test("never draw from Math.random", () => {
    const drawing = packages.flatMap(({ folder }) =>
      sources(join(folder, "src")).filter((file) =>
        /Math\.random\s*\(/.test(readFileSync(file, "utf8")),
      ),
    );
    expect(drawing).toEqual([]);
  });
});

const linesOf = (name: string): number =>
  sources(join(root, "packages", name, "src")).reduce(
    (sum, file) => sum + readFileSync(file, "utf8").trimEnd().split("\n").length,
    0,
  );

test.each([
  ["core", 5300],
  ["cli", 3600],
])("%s can be read in a sitting", (name, most) => {
  expect(linesOf(name)).toBeLessThanOrEqual(most);
});
