import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { createApp, type Template } from "create-textvae";
import { afterAll, describe, expect, test } from "vitest";
import { program } from "../src/program.ts";

const folder = mkdtempSync(join(tmpdir(), "textvae-app-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const templates: readonly Template[] = ["train", "use"];

// They are built and used in Chromium by test/browser.test.ts, from tarballs by scripts/pack-check.mjs.
describe.each(templates)("an app to %s", (template) => {
  test("has its page, its program and versions for all that it imports", async () => {
    const { folder: made, files } = await createApp(`@me/my-${template}`, template, folder);
    expect(made).toBe(join(folder, `my-${template}`));
    expect(files).toEqual(
      expect.arrayContaining([
        ...[".gitignore", "README.md", "index.html", "package.json"],
        ...["style.css", "vite.config.js"],
      ]),
    );
    const read = (file: string) => readFileSync(join(made, file), "utf8");
    const manifest = JSON.parse(read("package.json"));
    expect(manifest).toMatchObject({ name: `@me/my-${template}`, private: true, type: "module" });
    const scripts = files.filter((file) => file.endsWith(".js") && file !== "vite.config.js");
    const imported = scripts.flatMap((file) =>
      [...read(file).matchAll(/ from "((?:@[a-z]+\/)?[a-z-]+)/g)].map(([, name]) => name),
    );
    expect(imported.length).toBeGreaterThan(0);
    // JSON leaves out what is undefined: a version that is not known here.
    expect(imported.filter((name) => !((name as string) in manifest.dependencies))).toEqual([]);
    expect(Object.keys(manifest.devDependencies)).toEqual(["vite"]);
    // The development server looks for packages in what the page loads, and in what is named.
    const { default: config } = await import(pathToFileURL(join(made, "vite.config.js")).href);
    const loaded = [...read("index.html").matchAll(/src="([^"]+\.js)"/g)].map(([, file]) => file);
    expect([...loaded, ...config.optimizeDeps.entries]).toEqual(expect.arrayContaining(scripts));
    for (const [, file] of read("index.html").matchAll(/(?:src|href)="([^":]+\.(?:js|css))"/g)) {
      expect(files).toContain(file);
    }
  });
});

test.each([
  ["no name", [], "a name"],
  ["two names", ["a", "b"], "one name"],
  ["an unknown template", ["a", "--template", "poem"], "poem"],
  ["a template that every object has", ["a", "--template", "toString"], "toString"],
  ["an unknown option", ["a", "--tempalte", "use"], "--tempalte"],
  ["a name of another folder", ["../a"], "kebab-case"],
])("%s is refused with what there is", async (_, argv, told) => {
  await expect(program(argv)).rejects.toThrow(told);
});

test("nothing in a folder that is there is touched", async () => {
  mkdirSync(join(folder, "taken"));
  writeFileSync(join(folder, "taken/notes.txt"), "mine");
  await expect(createApp("taken", "use", folder)).rejects.toThrow("new or empty");
});

test("what is to be done next is told, the bundle among it", async () => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(await program(["told", "--template", "use"])).toMatch(
      /cd told\n {2}npm install\n {2}npx textvae export .*public\/bundle\n {2}npm run dev$/,
    );
  } finally {
    process.chdir(before);
  }
});

test("the command tells of all templates", async () => {
  const help = await program(["--help"]);
  for (const template of templates) expect(help).toContain(template);
});
