import { TextvaeError } from "@textvae/core";

/** Throws `OPTION` for what lacks one of the functions that will be called of it. */
export const requireMembers = (
  where: string,
  given: unknown,
  expected: string,
  ...members: readonly string[]
): void => {
  const of = given as Readonly<Record<string, unknown>> | null | undefined;
  const missing = members.find((member) => typeof of?.[member] !== "function");
  if (missing === undefined) return;
  throw new TextvaeError("OPTION", where, {
    expected: `${expected}, with ${members.map((member) => `${member}()`).join(", ")}`,
    got:
      given instanceof Promise
        ? "a promise; await it first"
        : (JSON.stringify(given) ?? typeof given).slice(0, 40),
  });
};
