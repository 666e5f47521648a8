import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./packages.ts";

const pages = globSync("{README.md,{docs,findings}/*.md,{packages,examples}/*/README.md}", {
  cwd: root,
});

/** The fragments that headings make. */
const fragmentsOf = (page: string): string[] =>
  [...readFileSync(page, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );

test.each(pages)("every link of %s leads somewhere in the repository", (page) => {
  const file = join(root, page);
  const links = [...readFileSync(file, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, to]) => to as string,
  );
  const dead = links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = "", fragment] = link.split("#");
    const target = path === "" ? file : join(dirname(file), path);
    if (!existsSync(target)) return true;
    return fragment !== undefined && !fragmentsOf(target).includes(fragment);
  });
  expect(dead).toEqual([]);
});

test("findings/README.md has a row for each script of the folder", () => {
  const page = readFileSync(join(root, "findings/README.md"), "utf8");
  const rows = [...page.matchAll(/^\| (\[.*?\]\(.*?\))/gm)].map(([, link]) => link);
  const scripts = globSync("*.sh", { cwd: join(root, "findings") });
  expect(rows.sort()).toEqual(
    scripts.map((file) => `[\`${basename(file, ".sh")}\`](${file})`).sort(),
  );
});
