import { engine, registerBackend, setBackend } from "@tensorflow/tfjs-core";

type Registered = ReturnType<typeof engine>["registryFactory"][string];

type Make = Registered["factory"];

/** How the backends that were selected are made, for those that are removed since. */
const selected = new Map<string, Registered>();

/**
 * Makes a registered backend of tfjs the current one. One that `removeBackend` took away after it
 * had been selected is registered again: a package of tfjs registers its backend only once, when it
 * is first imported.
 *
 * @param make - makes one that was removed before it was ever selected
 * @returns false where it was never registered or can't start
 * @example
 * await selectBackend("cpu");
 */
export const selectBackend = async (name: string, make?: Make): Promise<boolean> => {
  const present = engine().registryFactory[name];
  const registered = present ?? selected.get(name) ?? (make && { factory: make, priority: 1 });
  if (!registered) return false;
  selected.set(name, registered);
  if (!present) registerBackend(name, registered.factory, registered.priority);
  return setBackend(name);
};
