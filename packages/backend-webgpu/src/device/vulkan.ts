/** What is used of Node here, without a dependency on its types or modules in a browser. */
interface NodeProcess {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  dlopen(module: object, file: string): void;
  getBuiltinModule?(name: "node:fs"): { readdirSync(folder: string): string[] };
}

/**
 * Why Dawn would find no Vulkan driver on this machine; undefined where it may find one, and off
 * Linux. Dawn and Vulkan's loader say the same on stderr, in words of their own, when they are asked
 * in vain: so they are asked only where there is something to find.
 */
export const vulkanAbsence = (
  process: NodeProcess = (globalThis as unknown as { process: NodeProcess }).process,
): string | undefined => {
  if (process.platform !== "linux") return undefined;
  if (!hasLoader(process)) return "no Vulkan (libvulkan.so.1)";
  return mayHaveDriver(process) ? undefined : "Vulkan without a driver or a graphics processor";
};

/** Asks the system's loader, which looks where it would look for Dawn. */
const hasLoader = ({ dlopen }: NodeProcess): boolean => {
  try {
    dlopen({ exports: {} }, "libvulkan.so.1");
    return true;
  } catch (error) {
    // A library that is there is no module of Node, which is another complaint.
    return !/cannot open shared object/.test((error as Error).message);
  }
};

const NAMED = ["VK_ICD_FILENAMES", "VK_DRIVER_FILES", "VK_ADD_DRIVER_FILES"];
const DEVICES = /^(dri|dxg|nvidia|kgsl|mali)/;

/** Someone names a driver, a graphics processor is there, or a driver lies where drivers lie. */
const mayHaveDriver = (process: NodeProcess): boolean => {
  const { env } = process;
  const fs = process.getBuiltinModule?.("node:fs");
  if (!fs || NAMED.some((name) => env[name])) return true;
  const names = (folder: string): string[] => {
    try {
      return fs.readdirSync(folder);
    } catch {
      return [];
    }
  };
  if (names("/dev").some((name) => DEVICES.test(name))) return true;
  return driverFolders(env).some((folder) => names(`${folder}/vulkan/icd.d`).length > 0);
};

/** Where the loader looks for drivers. */
const driverFolders = (env: NodeProcess["env"]): string[] => {
  const home = env.HOME ?? "";
  return [
    env.XDG_CONFIG_HOME ?? `${home}/.config`,
    env.XDG_CONFIG_DIRS ?? "/etc/xdg",
    "/etc:/usr/local/etc",
    env.XDG_DATA_HOME ?? `${home}/.local/share`,
    env.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share",
  ].flatMap((folders) => folders.split(":"));
};
