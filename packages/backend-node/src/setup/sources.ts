import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TextvaeError } from "@textvae/core";
import type { PackageName } from "../find.ts";
import { run } from "./run.ts";

/** A package as it is fetched: of this version, with this hash of its archive (`dist.integrity`). */
interface Pinned {
  readonly version: string;
  readonly integrity: string;
}

const TFJS_NODE: Readonly<Record<PackageName, Pinned>> = {
  "@tensorflow/tfjs-node": {
    version: "4.22.0",
    integrity:
      "sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==",
  },
  "@tensorflow/tfjs-node-gpu": {
    version: "4.22.0",
    integrity:
      "sha512-p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==",
  },
};

/** What is fetched beside the binding: what its JavaScript asks for, and Node's C interface. */
const BESIDE: Readonly<Record<string, Pinned>> = {
  "google-protobuf": {
    version: "3.21.4",
    integrity:
      "sha512-MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==",
  },
  "node-api-headers": {
    version: "1.9.0",
    integrity:
      "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
  },
};

/** What the binding's JavaScript asks for and is handed instead, when it is loaded. */
const HANDED = ["@tensorflow/tfjs", "@tensorflow/tfjs-core"];

/**
 * The sources of the binding in a `node_modules` of their own, unpacked by npm without running
 * anything of theirs. Throws `BACKEND` when npm can't fetch them, or brings something else.
 */
export const fetchSources = async (folder: string, name: PackageName): Promise<void> => {
  const modules = join(folder, "node_modules");
  await mkdir(modules, { recursive: true });
  for (const [wanted, pinned] of Object.entries({ [name]: TFJS_NODE[name], ...BESIDE })) {
    await fetchPackage(wanted, pinned, folder, join(modules, wanted));
  }
  for (const wanted of HANDED) {
    await mkdir(join(modules, wanted), { recursive: true });
    await writeFile(join(modules, wanted, "index.js"), "");
  }
};

const fetchPackage = async (
  name: string,
  { version, integrity }: Pinned,
  folder: string,
  target: string,
): Promise<void> => {
  const specifier = `${name}@${version}`;
  const work = await mkdtemp(join(folder, "fetch-"));
  try {
    const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", work];
    await run("npm", [...pack, specifier], work);
    const archive = join(work, (await readdir(work))[0] as string);
    const found = `sha512-${createHash("sha512")
      .update(await readFile(archive))
      .digest("base64")}`;
    if (found !== integrity) throw foreign(specifier, integrity, found);
    await run("tar", ["-xzf", archive], work);
    await cp(join(work, "package"), target, { recursive: true });
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
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

const foreign = (specifier: string, integrity: string, found: string): TextvaeError =>
  new TextvaeError("BACKEND", "backend setup node", {
    expected: `${specifier} as it was published, ${integrity}`,
    got: found,
    hint: "What was fetched is not used. Ask who runs the registry or the mirror: npm config get registry",
  });
