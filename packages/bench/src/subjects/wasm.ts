import { wasm } from "@textvae/backend-wasm";
import { TextvaeError } from "@textvae/core";
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

const wasmSubject = async (kernels: Kernels): Promise<Subject> => {
  const start = () => wasm({ kernels }).start();
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
