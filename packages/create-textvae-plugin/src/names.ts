import { checkName } from "@textvae/starter";
import type { Kind } from "./kinds.ts";

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

/**
 * The names of a plugin of that kind. Throws a `Refusal` for a name that npm or textvae would refuse.
 */
export const namesOf = (name: string, kind: Kind): Names => {
  const folder = checkName(name, "laplace");
  const plugin = folder.replace(/^textvae-(?=.)/, "");
  const ended = plugin.endsWith(`-${kind}`) ? plugin : `${plugin}-${kind}`;
  const identifier = ended.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return { package: name, folder, plugin, identifier };
};
