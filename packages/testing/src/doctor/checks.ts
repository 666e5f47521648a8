import { getGradient } from "@tensorflow/tfjs-core";
import type { Registry } from "@textvae/core";
import { factsLine, findBackend } from "./facts.ts";
import { lstmError } from "./lstm-law.ts";
import { wasmFeatures } from "./wasm-features.ts";

/** One thing the doctor looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Something optional that is not installed: not used, and not broken. */
  readonly absent?: true;
  readonly found: string;
}

/** What is installed, and where the program runs. */
export interface Installation {
  /** The version of Node, as `20.19.0`. */
  readonly node: string;
  /** Packages that the program needs. */
  readonly packages: readonly string[];
  /** The version of one. Throws when it is not installed. */
  version(name: string): string;
}

/** Looks at everything; never throws. */
export const examine = async (registry: Registry, installation: Installation): Promise<Check[]> => {
  const offered = wasmFeatures();
  const backends: Check[] = [];
  for (const { meta } of registry.list("backend")) {
    backends.push(...(await backendChecks(registry, meta.name)));
  }
  const checks: Check[] = [
    nodeCheck(installation.node),
    featureCheck(offered, wasmFeatures()),
    ...backends,
  ];
  checks.push(await attempt("gradients", async () => gradientsRegistered()));
  checks.push(pluginCheck(registry));
  for (const name of installation.packages) {
    checks.push(await attempt(name, async () => installation.version(name)));
  }
  return checks;
};

const attempt = async (name: string, look: () => Promise<string>): Promise<Check> => {
  try {
    return { name, ok: true, found: await look() };
  } catch (error) {
    return { name, ok: false, found: (error as Error).message };
  }
};

const OLDEST_NODE = [20, 19];

const nodeCheck = (version: string): Check => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldest = 0, oldestMinor = 0] = OLDEST_NODE;
  const ok = major > oldest || (major === oldest && minor >= oldestMinor);
  return { name: "node", ok, found: `v${version}, needs ${OLDEST_NODE.join(".")} or later` };
};

type Features = ReturnType<typeof wasmFeatures>;

/** What WebAssembly has by itself, and what a backend switched on as it started. */
export const featureCheck = (offered: Features, started: Features): Check => {
  const found = Object.entries(started).map(([name, there]) => {
    if (!there) return `${name} no`;
    return `${name} yes${offered[name as keyof Features] ? "" : " (switched on by a backend)"}`;
  });
  return { name: "WebAssembly", ok: started.simd, found: found.join(", ") };
};

const pluginCheck = (registry: Registry): Check => {
  const found = registry.list().map(({ meta }) => `${meta.kind} ${meta.name} ${meta.version}`);
  return { name: "plugins", ok: found.length > 0, found: found.join(", ") };
};

const backendChecks = async (registry: Registry, name: string): Promise<Check[]> => {
  const support = await findBackend(registry, name).available();
  if (!support.ok)
    return [{ name: `backend ${name}`, ok: true, absent: true, found: support.reason }];
  return [
    await attempt(`backend ${name}`, () => backendFacts(registry, name)),
    await attempt(`LSTM on ${name}`, lstmAgrees),
  ];
};

const backendFacts = async (registry: Registry, name: string): Promise<string> => {
  const { facts } = await findBackend(registry, name).start();
  return factsLine(facts);
};

// Single precision over sums of a dozen products.
const TOLERANCE = 1e-5;

const lstmAgrees = async (): Promise<string> => {
  const error = await lstmError();
  if (error > TOLERANCE) throw new Error(`differs from double precision by ${error}`);
  return `within ${error.toExponential(1)} of double precision`;
};

const DIFFERENTIATED = ["Add", "BatchMatMul", "Multiply", "Sigmoid", "Sum", "Tanh"];

const gradientsRegistered = (): string => {
  const missing = DIFFERENTIATED.filter((kernel) => !getGradient(kernel));
  if (missing.length > 0) throw new Error(`none registered for ${missing.join(", ")}`);
  return "registered";
};
