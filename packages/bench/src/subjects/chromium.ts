import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { TextvaeError } from "@textvae/core";
import { caseNames } from "../cases/index.ts";
import { openPage } from "../chromium/page.ts";
import { serveProgram } from "../chromium/site.ts";
import type { Subject } from "./subject.ts";

const PROGRAM = fileURLToPath(
  new URL(`../chromium/program${extname(import.meta.url)}`, import.meta.url),
);

/** The wasm backend in a page of Chromium, on so many threads. Throws `BACKEND` where there is none. */
export const chromiumSubject = async (threads: number): Promise<Subject> => {
  const site = await serveProgram({ entry: PROGRAM });
  try {
    const page = await openPage(site, { isolated: true });
    return {
      name: "chromium",
      facts: await page.call<Subject["facts"]>("start", threads),
      async prepare({ name }, sizes) {
        if (!caseNames.includes(name)) throw unknownToPages(name);
        await page.call("prepare", name, sizes);
        return {
          run: (times) => page.call<number[]>("run", times),
          dispose: () => page.call("dispose"),
        };
      },
      async close() {
        await page.close();
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    throw error;
  }
};

const unknownToPages = (name: string): TextvaeError =>
  new TextvaeError("OPTION", "bench --backends chromium", {
    expected: `a case of ${caseNames.join(", ")}`,
    got: name,
    hint: "A corpus does not reach a page.",
  });
