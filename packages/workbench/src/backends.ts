import { cpu } from "@textvae/backend-cpu";
import { node } from "@textvae/backend-node";
import { wasm } from "@textvae/backend-wasm";
import { webgpu } from "@textvae/backend-webgpu";
import {
  type AnyPlugin,
  type Backend,
  type BackendReport,
  type Registry,
  type Resources,
  TextvaeError,
} from "@textvae/core";

interface Known {
  readonly plugin: AnyPlugin;
  /** Why `auto` takes it before those that follow. */
  readonly merit: string;
}

/**
 * The backends of the command, in the order in which `auto` asks them: fastest first on a processor,
 * as measured. One that has a graphics processor to itself goes before all that have none. Each loads
 * its library as it starts, so that one whose library is absent costs nothing.
 */
export const BACKENDS: readonly Known[] = [
  { plugin: wasm, merit: "compiled kernels, on up to four cores" },
  { plugin: node, merit: "TensorFlow itself, on a GPU or all cores" },
  { plugin: webgpu, merit: "kernels on the graphics processor" },
  { plugin: cpu, merit: "plain JavaScript, which runs everywhere" },
];

/** A backend that runs; with `auto`, why it was taken and why no better one. */
export interface StartedBackend extends BackendReport {
  readonly merit?: string;
  readonly passedOver: readonly string[];
}

/**
 * Starts the backend of that name, or with `auto` the fastest one available. Throws `PLUGIN` for
 * an unknown name and `BACKEND` for one that can't start; none is ever swapped for another.
 */
export const startBackend = async (
  registry: Registry,
  name: string,
  resources: Resources = {},
): Promise<StartedBackend> => {
  if (name !== "auto") {
    return { ...(await start(findBackend(registry, name), resources)), passedOver: [] };
  }
  const passedOver: string[] = [];
  const candidates: Candidate[] = [];
  const registered = registry.list("backend").map(({ meta }) => meta.name);
  for (const { plugin, merit } of BACKENDS) {
    const { name } = plugin.meta;
    if (!registered.includes(name)) continue;
    const backend = findBackend(registry, name);
    const support = await backend.available();
    if (!support.ok) passedOver.push(`${name}: ${support.reason}`);
    else candidates.push({ backend, merit: meritOf(merit, support.accelerator), ...support });
  }
  const chosen = candidates.find(({ accelerator }) => accelerator) ?? candidates[0];
  if (chosen) {
    return { ...(await start(chosen.backend, resources)), merit: chosen.merit, passedOver };
  }
  throw new TextvaeError("BACKEND", "backend", {
    expected: "a backend that runs here",
    got: passedOver.join("; ") || "none registered",
  });
};

interface Candidate {
  readonly backend: Backend;
  readonly merit: string;
  readonly accelerator?: string;
}

const meritOf = (merit: string, accelerator?: string): string =>
  accelerator === undefined ? merit : `${merit}, ${accelerator}`;

export const findBackend = (registry: Registry, name: string): Backend =>
  registry.find("backend", name)() as Backend;

const start = async (backend: Backend, resources: Resources): Promise<BackendReport> => {
  const support = await backend.available();
  if (support.ok) return backend.start(resources);
  throw new TextvaeError("BACKEND", `backend ${backend.name}`, {
    expected: "a machine it runs on",
    got: support.reason,
    hint: "Choose another with --backend.",
  });
};
