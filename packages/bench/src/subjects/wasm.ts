import { wasm } from "@textvae/backend-wasm";
import { TextvaeError } from "@textvae/core";
import { peakOfTraining } from "../memory.ts";
import { backendSubject } from "./backend.ts";
import type { Subject } from "./subject.ts";

/** Variants of the wasm kernels, best first, then tfjs's own. */
export const KERNELS = ["wide", "tall", "relaxed", "plain", "stock"] as const;
export type Kernels = (typeof KERNELS)[number];

/**
 * Those that are asked for and that this engine runs, on so many threads; tfjs's own kernels have
 * one in Node.
 */
export const wasmSubjects = async (
  threads: number,
  kernels: readonly string[],
): Promise<Subject[]> => {
  const subjects: Subject[] = [];
  for (const name of KERNELS.filter((name) => kernels.includes(name))) {
    const subject = await wasmSubject(name, name === "stock" ? 1 : threads).catch(
      unlessUnsupported,
    );
    if (subject) subjects.push(subject);
  }
  return subjects;
};

const wasmSubject = async (kernels: Kernels, threads: number): Promise<Subject> => ({
  ...(await backendSubject(kernels, wasm({ kernels, threads }))),
  peakMemory: ({ name }, sizes) => peakOfTraining({ name, kernels, threads, sizes }),
});

const unlessUnsupported = (error: unknown): undefined => {
  if (!(error instanceof TextvaeError && error.code === "BACKEND")) throw error;
};
