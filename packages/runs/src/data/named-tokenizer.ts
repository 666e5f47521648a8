import { nearest, type Registry, TextvaeError, type Tokenizer } from "@textvae/core";

/**
 * The tokenizer of that name, or the one that a file describes.
 *
 * @throws {TextvaeError} `OPTION` for what is neither; what reading the file and its plugin throw.
 *
 * @example
 * const tokenizer = await namedTokenizer("tokenizer.json", registry, readFile);
 */
export const namedTokenizer = async (
  name: string,
  registry: Registry,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Tokenizer> => {
  const plugins = registry.list("tokenizer");
  const known = plugins.find(({ meta }) => meta.name === name);
  if (known) return known({}) as Tokenizer;
  const file = name.split(/[\\/]/).at(-1) as string;
  for (const plugin of plugins) {
    const [option] = Object.keys(plugin.meta.folder?.find([file])?.contents ?? {});
    if (option !== undefined) return plugin({ [option]: await read(name) }) as Tokenizer;
  }
  const names = plugins.map(({ meta }) => meta.name);
  const files = plugins.flatMap(({ meta }) => (meta.folder ? [meta.folder.expects] : []));
  const near = nearest(name, names);
  throw new TextvaeError("OPTION", "tokenizer", {
    expected: [...names, ...files].join(", "),
    got: JSON.stringify(name),
    ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
  });
};
