import { TextvaeError } from "@textvae/core";

/** Loads a package that users install only for pages in Chromium. Throws `BACKEND` without it. */
export const optional = async <Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<Module> => {
  try {
    return await load();
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new TextvaeError("BACKEND", "chromium", {
      expected: `the package ${name}`,
      got: "none",
      hint: `Run: npm install ${name}`,
      cause,
    });
  }
};
