import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import process from "node:process";
import type { Holder, LeaseOptions } from "@textvae/run-format/lease";
import { isAlive, processSpace, startOf } from "./processes.ts";

/** Tells this process from an earlier one of its id where the system does not say when each began. */
const ID = randomUUID();

/**
 * This process as the holder of a lease, and how it knows of others that they are gone: those of this
 * machine, and of this container, that run no more.
 *
 * @example
 * const lease = await takeLease(await nodeStorage("runs/first"), await thisProcess());
 */
export const thisProcess = async (
  host: string = hostname(),
): Promise<Required<Pick<LeaseOptions, "holder" | "isGone">>> => {
  const { pid } = process;
  const own = { host, space: processSpace() };
  const holder: Holder = {
    name: `process ${pid} of ${host}`,
    pid,
    id: ID,
    start: await startOf(pid),
    ...own,
  };
  const isGone = async (other: Holder): Promise<boolean> => {
    const { pid, start } = other;
    const here = other.host === own.host && other.space === own.space;
    if (!here || typeof pid !== "number") return false;
    if (other.id === ID) return false;
    return !(await isAlive({ pid, ...(typeof start === "string" && { start }) }));
  };
  return { holder, isGone };
};
