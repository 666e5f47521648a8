import { wasm } from "@textvae/backend-wasm";
import { TextvaeError } from "@textvae/core";
import { backendSubject } from "./backend.ts";
import type { Subject } from "./subject.ts";

const VARIANTS = ["wide", "relaxed", "plain"] as const;
type Kernels = (typeof VARIANTS)[number] | "stock";

/** The variants that this engine runs, best first, and tfjs's own kernels. */
export const wasmSubjects = async (): Promise<Subject[]> => {
  const subjects: Subject[] = [];
  for (const kernels of VARIANTS) {
    const subject = await wasmSubject(kernels).catch(unlessUnsupported);
    if (subject) subjects.push(subject);
  }
  return [...subjects, await wasmSubject("stock")];
};

const wasmSubject = (kernels: Kernels): Promise<Subject> =>
  backendSubject(kernels, wasm({ kernels }));

const unlessUnsupported = (error: unknown): undefined => {
  if (!(error instanceof TextvaeError && error.code === "BACKEND")) throw error;
};
