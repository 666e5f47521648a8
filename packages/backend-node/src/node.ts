import { availableParallelism } from "node:os";
import { backend, findBackendFactory } from "@tensorflow/tfjs-core";
import {
  type Backend,
  type BackendReport,
  definePlugin,
  type Plugin,
  TextvaeError,
} from "@textvae/core";
import { selectBackend } from "@textvae/ops";
import * as v from "valibot";
import { BINDING, type Copy, findCopies, PACKAGES } from "./find.ts";
import { type Kernels, useKernels } from "./kernels/index.ts";
import { load } from "./load.ts";
import { MENDS, mendKernels } from "./mends/index.ts";
import { TENSORFLOW, type TensorFlow } from "./tensorflow.ts";

/** Options of {@link node}. */
export interface NodeOptions {
  /**
   * Folder of a binding: one that `textvae backend setup node` built, or a project with
   * `@tensorflow/tfjs-node` or `-gpu` installed. Default: the environment's
   * `TEXTVAE_NODE_BINDING`, or what is found.
   */
  readonly binding?: string | undefined;
  /** `gpu` insists on one and `cpu` hides it; `auto` leaves it to TensorFlow. */
  readonly device?: "auto" | "cpu" | "gpu" | undefined;
  /** Threads of an operation; default: TensorFlow's `TF_NUM_INTRAOP_THREADS`, or all cores. */
  readonly threads?: number | undefined;
  /** `fused`: TensorFlow's own LSTM, cross-entropy and Adam; `stock`: tfjs operation by operation. */
  readonly kernels?: Kernels | undefined;
}

const schema: v.GenericSchema<NodeOptions, NodeOptions> = v.strictObject({
  binding: v.pipe(v.optional(v.string()), v.description("folder of the binding")),
  device: v.pipe(
    v.optional(v.picklist(["auto", "cpu", "gpu"]), "auto"),
    v.description("where TensorFlow computes"),
  ),
  threads: v.pipe(
    v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
    v.description("threads of an operation; default: all cores"),
  ),
  kernels: v.pipe(
    v.optional(v.picklist(["fused", "stock"]), "fused"),
    v.description("which code runs our operations"),
  ),
});

const SETUP = "Run: textvae backend setup node";

type Found =
  | { readonly ok: true; readonly copy: Required<Copy> }
  | { readonly ok: false; readonly reason: string; readonly hint: string };

/** The first copy with its native part, and if there is none, what is missing where. */
const find = (binding?: string): Found => {
  const copies = findCopies(binding);
  const whole = copies.find((copy): copy is Required<Copy> => copy.addon !== undefined);
  if (whole) return { ok: true, copy: whole };
  const [part] = copies;
  if (part) {
    return {
      ok: false,
      reason: `${part.name} in ${part.folder} without its native part, tfjs_binding.node`,
      hint: `${SETUP}, or: npm rebuild ${part.name} --build-addon-from-source`,
    };
  }
  const named = binding ?? process.env[BINDING];
  return {
    ok: false,
    reason: `no ${PACKAGES.join(" or ")}${named ? ` in ${named}` : ""}`,
    hint: `${SETUP}, or: npm install @tensorflow/tfjs-node`,
  };
};

const failed = (got: string, hint: string, cause?: unknown): TextvaeError =>
  new TextvaeError("BACKEND", "node.start", {
    expected: "a running TensorFlow",
    got,
    hint,
    cause,
  });

/** What this process has loaded; TensorFlow can't be loaded twice. */
let loaded: { readonly copy: Copy; readonly threads: number; readonly version: string } | undefined;

/** What TensorFlow's own setting says, else all cores. */
const defaultThreads = (): number =>
  Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();

/** TensorFlow reads its settings from the environment as it is loaded. */
const loadOnce = (copy: Required<Copy>, device: string, threads: number): void => {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
  for (const pool of ["TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"]) {
    process.env[pool] = String(threads);
  }
  if (device === "cpu") process.env.CUDA_VISIBLE_DEVICES = "-1";
  try {
    loaded = { copy, threads, version: load(copy).TF_Version };
  } catch (cause) {
    throw failed(
      `${copy.addon}, which can't be loaded: ${(cause as Error).message}`,
      `The TensorFlow it was built for may be gone. ${SETUP}`,
      cause,
    );
  }
};

const start = async ({
  binding,
  device = "auto",
  threads,
  kernels = "fused",
}: NodeOptions): Promise<BackendReport> => {
  if (!loaded) {
    const found = find(binding);
    if (!found.ok) throw failed(found.reason, found.hint);
    loadOnce(found.copy, device, threads ?? defaultThreads());
  }
  const { copy, threads: running, version } = loaded as NonNullable<typeof loaded>;
  if (threads !== undefined && threads !== running) {
    throw failed(`one that runs on ${running} threads`, "Give threads before the first start.");
  }
  if (!(await selectBackend(TENSORFLOW))) {
    throw failed("a failed start", "Check that there is one copy of @tensorflow/tfjs-core.");
  }
  const tensorflow = backend() as TensorFlow;
  if (device === "gpu" && !tensorflow.isUsingGpuDevice) {
    throw failed(
      "one that finds no GPU",
      "Check nvidia-smi, and set up a TensorFlow with CUDA: textvae backend setup node --gpu",
    );
  }
  mendKernels();
  useKernels(tensorflow, kernels);
  return {
    name: "node",
    facts: {
      tensorflow: version,
      device: tensorflow.isUsingGpuDevice ? "gpu" : "cpu",
      threads: running,
      mended: Object.keys(MENDS).length,
      kernels,
      package: copy.name,
    },
    mends: MENDS,
  };
};

/**
 * TensorFlow itself, in Node, on the processor's cores or an NVIDIA GPU: through
 * `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node`, or through a binding that
 * `textvae backend setup node` built against the TensorFlow you have.
 *
 * `start()` reports the version of `tensorflow`, the `device`, the `threads` and the `package`
 * found. It throws `BACKEND`, and says which package is absent and which command brings it.
 *
 * @example
 * await node({ device: "gpu" }).start();
 */
export const node: Plugin<NodeOptions, Backend> = definePlugin({
  kind: "backend",
  name: "node",
  version: "0.1.0",
  description: "TensorFlow through tfjs-node, on the processor or an NVIDIA GPU",
  options: schema,
  create: (options): Backend => ({
    name: "node",
    available: async () => {
      if (loaded || findBackendFactory(TENSORFLOW)) return { ok: true };
      const found = find(options.binding);
      return found.ok ? { ok: true } : { ok: false, reason: `${found.reason}. ${found.hint}` };
    },
    start: (resources) => start({ ...options, threads: options.threads ?? resources?.threads }),
  }),
});
