import { TextvaeError } from "@textvae/ops";

/**
 * Options by name, which may come from a program that no compiler has seen.
 *
 * @throws {TextvaeError} `OPTION` for what is no object, such as null, a list or a text.
 *
 * @example
 * const { threshold = 0.01 } = namedOptions("activeUnits", options);
 */
export const namedOptions = <Options extends object>(where: string, given: Options): Options => {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given;
  throw new TextvaeError("OPTION", where, {
    expected: "options by name, an object",
    got: (JSON.stringify(given) ?? typeof given).slice(0, 40),
  });
};
