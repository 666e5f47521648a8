import { wasm } from "@textvae/backend-wasm";
import { TextvaeError } from "@textvae/core";
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

const wasmSubject = async (kernels: Kernels, threads: number): Promise<Subject> => {
  const start = () => wasm({ kernels, threads }).start();
  const { facts } = await start();
  return {
    name: kernels,
    facts,
    async prepare(measured, sizes) {
      await start();
      const prepared = measured.prepare(sizes);
      return {
        async run(times) {
          await start();
          const milliseconds: number[] = [];
          for (let i = 0; i < times; i++) {
            const from = performance.now();
            await prepared.run();
            milliseconds.push(performance.now() - from);
          }
          return milliseconds;
        },
        dispose: async () => prepared.dispose(),
      };
    },
    close: async () => {},
  };
};

const unlessUnsupported = (error: unknown): undefined => {
  if (!(error instanceof TextvaeError && error.code === "BACKEND")) throw error;
};
