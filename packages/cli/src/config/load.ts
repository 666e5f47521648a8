import type { PartialSettings } from "@textvae/settings";
import { rememberPlugins } from "../plugin-failure.ts";

/** The configuration of a file; what its plugins throw is told as theirs from now on. */
export const loadConfig = async (path?: string): Promise<PartialSettings> => {
  const { loadConfig: load } = await import("@textvae/workbench/config-file");
  const config = await load(path);
  rememberPlugins(config.plugins ?? []);
  return config;
};
