import { refuse } from "./refusal.ts";

const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Throws a `Refusal` for a name that npm or textvae would refuse. Gives the name of its folder. */
export const checkName = (name: string, example = "rose"): string => {
  if (!NAME.test(name) || name.length > 100) {
    throw refuse(
      `a name in kebab-case, such as ${example} or @me/textvae-${example}`,
      JSON.stringify(name),
    );
  }
  return name.split("/").at(-1) as string;
};
