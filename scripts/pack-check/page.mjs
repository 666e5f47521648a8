import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

export const CHROMIUM = process.env.TEXTVAE_CHROMIUM ?? "/usr/bin/chromium";

/** Builds a page with Vite, opens it in Chromium, and expects `textvae.run()` to give some text. */
export const checkPage = ({ nodes, check }, project, { what, entry, page, beside }) => {
  if (!existsSync(CHROMIUM)) {
    console.log(`skip   ${what}: no Chromium (scripts/chromium.sh)`);
    return;
  }
  const file = join(project, "open-page.mjs");
  writeFileSync(
    file,
    `import { openPage, serveProgram } from "@textvae/bench/chromium";
const site = await serveProgram(${JSON.stringify({ entry, source: page, beside })});
const page = await openPage(site);
console.log("answer", JSON.stringify(await page.call("run")));
await page.close();
await site.close();
`,
  );
  // The newest Node given: what is tried is the page.
  const newest = [...nodes].sort(
    (a, b) => parseInt(b.version.slice(1), 10) - parseInt(a.version.slice(1), 10),
  )[0];
  check(what, newest.path, [file], project, /answer \[?"[^"]/);
};
