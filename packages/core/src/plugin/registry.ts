import { suggest, TextvaeError } from "@textvae/ops";
import { type AnyPlugin, CONTRACT, type PluginKind } from "./plugin.ts";

/** The plugins a program knows by name. Nothing is in it that was not handed to `use`. */
export interface Registry {
  /** Adds plugins after checking contract, peers and names. Throws `PLUGIN`. */
  use(...plugins: readonly AnyPlugin[]): Registry;
  /** The plugin of that kind and name. Throws `PLUGIN` with the nearest name. */
  find(kind: PluginKind, name: string): AnyPlugin;
  list(kind?: PluginKind): readonly AnyPlugin[];
}

/**
 * @example
 * const registry = createRegistry().use(gaussian, vmf);
 * const prior = registry.find("prior", "vmf")({ size: 50, kappa: 80 });
 */
export const createRegistry = (): Registry => {
  const plugins = new Map<string, AnyPlugin>();
  const key = (kind: string, name: string) => `${kind}/${name}`;

  const add = (plugin: AnyPlugin): void => {
    const meta = plugin?.meta;
    const where = `registry.use(${meta ? key(meta.kind, meta.name) : "?"})`;
    if (!meta) {
      throw new TextvaeError("PLUGIN", where, {
        expected: "a plugin made with definePlugin",
        got: typeof plugin,
      });
    }
    if (meta.contract !== CONTRACT) {
      throw new TextvaeError("PLUGIN", where, {
        expected: `a plugin for contract ${CONTRACT}`,
        got: `contract ${meta.contract}`,
        hint: "Install versions of the plugin and of @textvae/core that belong together.",
      });
    }
    const present = plugins.get(key(meta.kind, meta.name));
    if (present && present !== plugin) {
      throw new TextvaeError("PLUGIN", where, {
        expected: "a name not yet taken",
        got: `a second ${meta.kind} called "${meta.name}"`,
      });
    }
    const missing = meta.peers?.filter((peer) => !peer.present()).map((peer) => peer.name) ?? [];
    if (missing.length > 0) {
      throw new TextvaeError("PLUGIN", where, {
        expected: `its peers to be installed: ${missing.join(", ")}`,
        got: "none of that name",
        hint: `Run: npm install ${missing.join(" ")}`,
      });
    }
    plugins.set(key(meta.kind, meta.name), plugin);
  };

  const list = (kind?: PluginKind) =>
    [...plugins.values()].filter((plugin) => kind === undefined || plugin.meta.kind === kind);

  const registry: Registry = {
    use(...added) {
      added.forEach(add);
      return registry;
    },
    find(kind, name) {
      const found = plugins.get(key(kind, name));
      if (found) return found;
      const names = list(kind).map((plugin) => plugin.meta.name);
      throw new TextvaeError("PLUGIN", `registry.find("${kind}")`, {
        expected: `the name of a registered ${kind}`,
        got: JSON.stringify(name),
        hint: suggest(name, names),
      });
    },
    list,
  };
  return registry;
};
