import { fileURLToPath } from "node:url";
import { TextvaeError } from "@textvae/core";
import { MEMORY_STEPS } from "../memory.ts";
import { type Conversation, converse } from "./conversation.ts";
import type { Subject } from "./subject.ts";

const SCRIPT = "bench_torch.py";

interface Greeting {
  readonly missing?: string;
  readonly facts?: Subject["facts"];
}

/** PyTorch in a Python of its own, on so many threads. Throws `BACKEND` when it is not there. */
export const torchSubject = async (
  python: string,
  threads: number,
  device = "cpu",
): Promise<Subject> => {
  const where = { python, threads, device };
  const { child, facts } = await openTorch(SCRIPT, where);
  return {
    name: "torch",
    facts,
    async prepare({ name, input }, sizes) {
      await child.ask({ do: "prepare", case: name, sizes: { ...sizes, ...input?.(sizes) } });
      return {
        async run(times, clock) {
          const { milliseconds } = await child.ask<{ milliseconds: number[] }>({
            do: "run",
            times,
            clock,
          });
          return milliseconds;
        },
        dispose: async () => void (await child.ask({ do: "dispose" })),
      };
    },
    peakMemory: ({ name, input }, sizes) =>
      peakOfTraining(where, { case: name, sizes: { ...sizes, ...input?.(sizes) } }),
    close: () => child.end(),
  };
};

interface Where {
  readonly python: string;
  readonly threads: number;
  readonly device?: string;
}

/** A script of the folder `python`, started and greeted. Throws `BACKEND` when PyTorch is not there. */
export const openTorch = async (
  script: string,
  { python, threads, device = "cpu" }: Where,
): Promise<{ readonly child: Conversation; readonly facts: Subject["facts"] }> => {
  const path = fileURLToPath(new URL(`../../python/${script}`, import.meta.url));
  const child = converse(python, [path, String(threads), device]);
  const { facts, missing } = await child.listen<Greeting>();
  if (facts) return { child, facts };
  throw new TextvaeError("BACKEND", "bench --python", {
    expected: "a Python with PyTorch",
    got: `${python} without the module ${missing}`,
    hint: `Install it with: ${python} -m pip install torch`,
  });
};

const peakOfTraining = async (
  where: Where,
  training: { readonly case: string; readonly sizes: object },
): Promise<number> => {
  const { child } = await openTorch(SCRIPT, where);
  await child.ask({ do: "prepare", ...training });
  await child.ask({ do: "run", times: MEMORY_STEPS, clock: "wall" });
  const { mebibytes } = await child.ask<{ mebibytes: number }>({ do: "memory" });
  await child.end();
  return mebibytes;
};
