import { wasm } from "@textvae/backend-wasm";
import { TextvaeError } from "@textvae/core";
import { backendSubject } from "./backend.ts";
import type { Subject } from "./subject.ts";

const VARIANTS = ["wide", "relaxed", "plain"] as const;
type Kernels = (typeof VARIANTS)[number] | "stock";

/**
 * The variants that this engine runs, best first, on so many threads, and tfjs's own kernels,
 * which have one in Node.
 */
export const wasmSubjects = async (threads: number): Promise<Subject[]> => {
  const subjects: Subject[] = [];
  for (const kernels of VARIANTS) {
    const subject = await wasmSubject(kernels, threads).catch(unlessUnsupported);
    if (subject) subjects.push(subject);
  }
  return [...subjects, await wasmSubject("stock", 1)];
};

const wasmSubject = (kernels: Kernels, threads: number): Promise<Subject> =>
  backendSubject(kernels, wasm({ kernels, threads }));

const unlessUnsupported = (error: unknown): undefined => {
  if (!(error instanceof TextvaeError && error.code === "BACKEND")) throw error;
};
