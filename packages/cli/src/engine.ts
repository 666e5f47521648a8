import { arch, cpus } from "node:os";
import process from "node:process";
import type { BackendReport, Continuation, Engine } from "@textvae/core";
import { ownVersion } from "./versions.ts";

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

/** What is said of a run that goes on; nothing where its bits are those of one left alone. */
export const describeContinuation = ({ sameBits, changed }: Continuation): string | undefined => {
  if (sameBits === true) return undefined;
  if (sameBits === "unknown") {
    return "the engine that began this run is not recorded: whether the bits are those that it would have had is unknown";
  }
  const differences = Object.entries(changed).map(
    ([key, [before, now]]) => `${key} ${before} → ${now}`,
  );
  const what =
    differences.length > 0
      ? `another engine (${differences.join("; ")})`
      : "an engine that did not compute all steps before";
  return `continued on ${what}: the bits may not be those that the run would have had`;
};
