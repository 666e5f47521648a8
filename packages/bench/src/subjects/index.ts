import { node } from "@textvae/backend-node";
import { backendSubject } from "./backend.ts";
import { chromiumSubject } from "./chromium.ts";
import type { Subject } from "./subject.ts";
import { wasmSubjects } from "./wasm.ts";
import { webgpuSubjects } from "./webgpu.ts";

/** What each backend takes part with. */
export const BACKENDS: Readonly<Record<string, (threads: number) => Promise<Subject[]>>> = {
  chromium: async (threads) => [await chromiumSubject(threads)],
  webgpu: webgpuSubjects,
  node: async (threads) => [
    await backendSubject("node", node({ threads })),
    await backendSubject("node-stock", node({ threads, kernels: "stock" })),
  ],
  wasm: wasmSubjects,
};

/** The subjects of the backends that are named, wasm's last: tfjs's own kernels are the baseline. */
export const backendSubjects = async (
  names: readonly string[],
  threads: number,
): Promise<Subject[]> => {
  const subjects: Subject[] = [];
  for (const [name, make] of Object.entries(BACKENDS)) {
    if (names.includes(name)) subjects.push(...(await make(threads)));
  }
  return subjects;
};
