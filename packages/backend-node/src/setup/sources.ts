import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TextvaeError } from "@textvae/core";
import type { PackageName } from "../find.ts";
import { run } from "./run.ts";

/** What is fetched beside the binding: what its JavaScript asks for, and Node's C interface. */
const BESIDE = { "google-protobuf": "3.21.4", "node-api-headers": "1.9.0" } as const;
const TFJS_NODE = "4.22.0";

/** What the binding's JavaScript asks for and is handed instead, when it is loaded. */
const HANDED = ["@tensorflow/tfjs", "@tensorflow/tfjs-core"];

/**
 * The sources of the binding in a `node_modules` of their own, unpacked by npm without running
 * anything of theirs. Throws `BACKEND` when npm can't fetch them.
 */
export const fetchSources = async (folder: string, name: PackageName): Promise<void> => {
  const modules = join(folder, "node_modules");
  await mkdir(modules, { recursive: true });
  for (const [wanted, version] of Object.entries({ [name]: TFJS_NODE, ...BESIDE })) {
    await fetchPackage(`${wanted}@${version}`, folder, join(modules, wanted));
  }
  for (const wanted of HANDED) {
    await mkdir(join(modules, wanted), { recursive: true });
    await writeFile(join(modules, wanted, "index.js"), "");
  }
};

const fetchPackage = async (specifier: string, folder: string, target: string): Promise<void> => {
  const work = await mkdtemp(join(folder, "fetch-"));
  try {
    const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", work];
    await run("npm", [...pack, specifier], work);
    const [archive] = await readdir(work);
    await run("tar", ["-xzf", archive as string], work);
    await cp(join(work, "package"), target, { recursive: true });
  } catch (cause) {
    throw new TextvaeError("BACKEND", "backend setup node", {
      expected: `to fetch ${specifier} with npm`,
      got: (cause as Error).message,
      hint: "Check the network and npm's registry: npm view @tensorflow/tfjs-node version",
      cause,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
