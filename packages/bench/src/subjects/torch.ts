import { fileURLToPath } from "node:url";
import { TextvaeError } from "@textvae/core";
import { MEMORY_STEPS } from "../memory.ts";
import { type Conversation, converse } from "./conversation.ts";
import type { Subject } from "./subject.ts";

const SCRIPT = fileURLToPath(new URL("../../python/bench_torch.py", import.meta.url));

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
  const child = converse(python, [SCRIPT, String(threads), device]);
  const { facts } = await greeting(child, python);
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
      peakOfTraining(converse(python, [SCRIPT, String(threads), device]), python, {
        case: name,
        sizes: { ...sizes, ...input?.(sizes) },
      }),
    close: () => child.end(),
  };
};

const peakOfTraining = async (
  child: Conversation,
  python: string,
  training: { readonly case: string; readonly sizes: object },
): Promise<number> => {
  await greeting(child, python);
  await child.ask({ do: "prepare", ...training });
  await child.ask({ do: "run", times: MEMORY_STEPS, clock: "wall" });
  const { mebibytes } = await child.ask<{ mebibytes: number }>({ do: "memory" });
  await child.end();
  return mebibytes;
};

const greeting = async (
  child: Conversation,
  python: string,
): Promise<{ facts: Subject["facts"] }> => {
  const { facts, missing } = await child.listen<Greeting>();
  if (facts) return { facts };
  throw new TextvaeError("BACKEND", "bench --python", {
    expected: "a Python with PyTorch",
    got: `${python} without the module ${missing}`,
    hint: `Install it with: ${python} -m pip install torch`,
  });
};
