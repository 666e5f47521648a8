import { drawn, type Table } from "./table.ts";

const BLOCK = /<!-- results\/([a-z0-9-]+)\.json -->\n.*?<!-- end -->/gs;

/** The names of the tables that a page shows, in order. */
export const tablesOf = (page: string): string[] =>
  [...page.matchAll(BLOCK)].map(([, name]) => name as string);

/** The page with each of its tables drawn anew. */
export const redrawn = (page: string, tableOf: (name: string) => Table): string =>
  page.replaceAll(
    BLOCK,
    (_, name: string) => `<!-- results/${name}.json -->\n\n${drawn(tableOf(name))}\n\n<!-- end -->`,
  );
