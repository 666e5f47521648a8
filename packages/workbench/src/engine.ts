import { arch, cpus } from "node:os";
import process from "node:process";
import type { BackendReport } from "@textvae/core";
import type { Engine } from "@textvae/run-format";
import { ownVersion } from "./version.ts";

/** The engine of this process: all on which the bits of a run depend besides its configuration. */
export const engineOf = ({ name, facts, bits }: BackendReport): Engine => {
  const { mended: _, ...all } = facts;
  const deciding = Object.entries(bits?.facts ?? all);
  return {
    textvae: ownVersion(),
    backend: name,
    ...Object.fromEntries(deciding.map(([key, value]) => [key, String(value)])),
    runtime: `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    ...(!bits?.everyProcessor && { processor: `${arch()}, ${cpus()[0]?.model ?? "unknown"}` }),
  };
};
