import { node } from "@textvae/backend-node";
import { backendSubject } from "./backend.ts";
import { chromiumSubject } from "./chromium.ts";
import type { Subject } from "./subject.ts";
import { wasmSubjects } from "./wasm.ts";
import { webgpuSubjects } from "./webgpu.ts";

type Make = (threads: number, kernels: readonly string[]) => Promise<Subject[]>;

/** What each backend takes part with. */
export const BACKENDS: Readonly<Record<string, Make>> = {
  chromium: async (threads) => [await chromiumSubject(threads)],
  webgpu: webgpuSubjects,
  node: async (threads) => [
    await backendSubject("node", node({ threads })),
    await backendSubject("node-stock", node({ threads, kernels: "stock" })),
  ],
  wasm: wasmSubjects,
};

/** The subjects of the backends that are named, wasm's last, and of those tfjs's own kernels. */
export const backendSubjects = async (
  names: readonly string[],
  threads: number,
  kernels: readonly string[],
): Promise<Subject[]> => {
  const subjects: Subject[] = [];
  for (const [name, make] of Object.entries(BACKENDS)) {
    if (names.includes(name)) subjects.push(...(await make(threads, kernels)));
  }
  return subjects;
};
