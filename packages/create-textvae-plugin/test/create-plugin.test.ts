import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { createPlugin } from "../src/index.ts";
import { KINDS, type Kind } from "../src/kinds.ts";
import { program } from "../src/program.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "textvae-starter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const kinds = Object.keys(KINDS) as Kind[];

describe.each(kinds)("a %s", (kind) => {
  test("is made under its own names, with versions for all that it needs", async () => {
    const name = `@me/textvae-mine-${kind}`;
    const { folder: made, files } = await createPlugin(name, kind, folder);
    expect(files).toEqual(
      expect.arrayContaining([
        ...[".gitignore", "README.md", "package.json", "src/index.ts"],
        ...["test/laws.test.ts", "textvae.config.ts", "tsconfig.json"],
      ]),
    );
    const written = files.map((file) => readFileSync(join(made, file), "utf8")).join("\n");
    expect(written).not.toMatch(/template[-P]|TemplateP/i);
    expect(written).toContain(`mine${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
    const manifest = JSON.parse(readFileSync(join(made, "package.json"), "utf8"));
    expect(manifest.name).toBe(name);
    for (const group of ["dependencies", "peerDependencies", "devDependencies"]) {
      expect(Object.keys(manifest[group])).not.toEqual([]);
    }
    // JSON leaves out what is undefined: a version that is not known here.
    const imported = [...written.matchAll(/ from "((?:@[a-z]+\/)?[a-z-]+)/g)].map(([, one]) => one);
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    const own = (one: string | undefined) => one === name || one?.startsWith("node");
    expect(imported.filter((one) => !own(one) && !((one as string) in declared))).toEqual([]);
  });
});

// Each by its own configuration, outside this repository: scripts/pack-check.mjs.
test("all of them train together from the command", async () => {
  const templates = join(import.meta.dirname, "../templates");
  const imports = kinds.map(
    (kind) =>
      `import { templatePart as ${kind} } from ${JSON.stringify(join(templates, kind, "src/index.ts"))};`,
  );
  const parts = kinds.filter((kind) => kind !== "dataset");
  const settings = {
    recipe: "vae",
    options: { ...Object.fromEntries(parts.map((kind) => [kind, "template-part"])), dim: 3 },
    ...{ data: "data", backend: "cpu", steps: 2, run: join(folder, "run") },
  };
  const config = join(folder, "textvae.config.ts");
  writeFileSync(
    config,
    `${imports.join("\n")}
export default { ...${JSON.stringify(settings)}, plugins: [${kinds.join(", ")}] };`,
  );
  const command = join(import.meta.dirname, "../../cli/src/bin.ts");
  const { stdout } = await run(
    process.execPath,
    ["--conditions=@textvae/source", command, "train", "--json", "--config", config],
    { cwd: join(templates, "dataset") },
  );
  expect(stdout).toContain('"nll"');
});

test.each([
  ["no name", [], "a name"],
  ["two names", ["a", "b"], "one name"],
  ["an unknown kind", ["a", "--kind", "poem"], "poem"],
  ["a kind that every object has", ["a", "--kind", "toString"], "toString"],
  ["an unknown option", ["a", "--knid", "flow"], "--knid"],
])("%s is refused with what there is", async (_, argv, told) => {
  await expect(program(argv)).rejects.toThrow(told);
});

test.each(["Laplace", "../laplace", "laplace/", "a b", "-a", "a--b", "", "@me/", "1a"])(
  "the name %j is refused",
  async (name) => {
    await expect(createPlugin(name, "prior", folder)).rejects.toThrow("kebab-case");
  },
);

test("nothing in a folder that is there is touched", async () => {
  mkdirSync(join(folder, "taken"));
  writeFileSync(join(folder, "taken/notes.txt"), "mine");
  await expect(createPlugin("taken", "flow", folder)).rejects.toThrow("new or empty");
  writeFileSync(join(folder, "file"), "mine");
  await expect(createPlugin("file", "flow", folder)).rejects.toThrow("folder");
});

test("the author of a prior reads no more than 450 lines", () => {
  const root = join(import.meta.dirname, "../../..");
  const texts = [
    "docs/writing-a-plugin.md",
    "packages/core/src/contracts/latent.ts",
    "packages/core/src/contracts/component.ts",
    "packages/create-textvae-plugin/templates/prior/src/index.ts",
    "packages/create-textvae-plugin/templates/prior/src/laplace.ts",
  ];
  const lines = texts.map((text) => readFileSync(join(root, text), "utf8").trimEnd().split("\n"));
  expect(lines.flat().length).toBeLessThanOrEqual(450);
  // The guide sends its reader to both contracts and the starter, and to no other source.
  const links = [...(lines[0] as string[]).join("\n").matchAll(/\]\(\.\.\/(packages[^)]*)\)/g)];
  expect(links.map(([, to]) => to).toSorted()).toEqual(
    [texts[1], texts[2], "packages/create-textvae-plugin"].toSorted(),
  );
});

test("the command tells of all kinds, and of errors in one line", async () => {
  const help = await program(["--help"]);
  for (const kind of kinds) expect(help).toContain(kind);
  const command = ["--conditions=@textvae/source", join(import.meta.dirname, "../src/bin.ts")];
  const { stdout } = await run(process.execPath, [...command, "--help"]);
  expect(stdout).toContain("npm create textvae-plugin NAME");
  const made = await run(process.execPath, [...command, "grammar", "--kind", "encoder"], {
    cwd: folder,
  });
  expect(made.stdout).toContain("8 files: an encoder, its laws and a run.");
  await expect(run(process.execPath, [...command, "A"])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^create-textvae-plugin: expected [^\n]*kebab-case[^\n]*\n$/),
  });
});
