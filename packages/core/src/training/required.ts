import { TextvaeError } from "@textvae/ops";

/** Throws `OPTION` for the first of these members that an object of options has not. */
export const required = <Options extends object>(
  where: string,
  options: Options,
  names: readonly (keyof Options & string)[],
): void => {
  const missing = names.find((name) => options?.[name] === undefined);
  if (missing === undefined) return;
  throw new TextvaeError("OPTION", where, {
    expected: `an object with ${names.join(", ")}`,
    got: `none as ${missing}`,
  });
};
