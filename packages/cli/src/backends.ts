import {
  type Backend,
  type BackendReport,
  type Registry,
  type Resources,
  TextvaeError,
} from "@textvae/core";

/** What `auto` tries, best first. */
const PREFERENCE = ["wasm", "cpu"];

/** A backend that runs, and why a better one does not. */
export interface StartedBackend extends BackendReport {
  readonly passedOver: readonly string[];
}

/**
 * Starts the backend of that name, or with `auto` the best one available. Throws `PLUGIN` for an
 * unknown name and `BACKEND` for one that can't start; none is ever swapped for another.
 */
export const startBackend = async (
  registry: Registry,
  name: string,
  resources: Resources = {},
): Promise<StartedBackend> => {
  if (name !== "auto") return { ...(await start(find(registry, name), resources)), passedOver: [] };
  const passedOver: string[] = [];
  for (const candidate of PREFERENCE) {
    const backend = find(registry, candidate);
    const support = await backend.available();
    if (support.ok) return { ...(await start(backend, resources)), passedOver };
    passedOver.push(`${candidate}: ${support.reason}`);
  }
  throw new TextvaeError("BACKEND", "backend", {
    expected: "a backend that runs here",
    got: passedOver.join("; "),
  });
};

const find = (registry: Registry, name: string): Backend =>
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
