/** Builds the page, by default into dist/page. */
export const buildPage: (outDir?: string) => Promise<unknown>;
