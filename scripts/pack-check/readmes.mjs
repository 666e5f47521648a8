import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs the example of each README as pasted. */
export const checkReadmes = ({ root, nodes, folders, check }, project) => {
  for (const folder of [root, ...folders]) {
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    const file = join(project, "example.mjs");
    writeFileSync(file, /```ts\n([\s\S]*?)```/.exec(readme)?.[1]);
    for (const { path, version } of nodes) {
      const name = folder.split("/").at(-1) || "the root";
      check(`README of ${name} on ${version}`, path, [file], project, /\S/);
    }
  }
};
