import type { Kind } from "./kinds.ts";
import { refuse } from "./refusal.ts";

/** What one plugin is called in different places. */
export interface Names {
  /** The package: `@me/textvae-laplace`. */
  readonly package: string;
  readonly folder: string;
  /** In configurations and checkpoints: `laplace`. */
  readonly plugin: string;
  /** What a program imports: `laplacePrior`. */
  readonly identifier: string;
}

const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * The names of a plugin of that kind. Throws a `Refusal` for a name that npm or textvae would refuse.
 */
export const namesOf = (name: string, kind: Kind): Names => {
  if (!NAME.test(name) || name.length > 100) {
    throw refuse(
      "a name in kebab-case, such as laplace or @me/textvae-laplace",
      JSON.stringify(name),
    );
  }
  const folder = name.split("/").at(-1) as string;
  const plugin = folder.replace(/^textvae-(?=.)/, "");
  const ended = plugin.endsWith(`-${kind}`) ? plugin : `${plugin}-${kind}`;
  const identifier = ended.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return { package: name, folder, plugin, identifier };
};
