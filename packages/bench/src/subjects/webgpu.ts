import { backend } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { backendSubject } from "./backend.ts";
import type { Subject } from "./subject.ts";

/** WebGPU with this project's kernels, and tfjs's operation by operation; both count what they start. */
export const webgpuSubjects = async (): Promise<Subject[]> => [
  counting(await backendSubject("webgpu", webgpu({ kernels: "fused" }), settled)),
  counting(await backendSubject("webgpu-stock", webgpu({ kernels: "stock" }), settled)),
];

/** What tfjs's backend on WebGPU has recorded is sent, and done. */
const settled = async (): Promise<void> => {
  const recording = backend() as unknown as Recording;
  recording.ensureCommandEncoderReady();
  recording.endComputePassEncoder();
  recording.submitQueue();
  await recording.queue.onSubmittedWorkDone();
};

interface Recording {
  readonly queue: GPUQueue;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** A subject whose trials know how many kernels a run starts on the device. */
const counting = (subject: Subject): Subject => ({
  ...subject,
  async prepare(measured, sizes) {
    const trial = await subject.prepare(measured, sizes);
    let perRun = 0;
    return {
      ...trial,
      async run(times, clock) {
        const before = started();
        const milliseconds = await trial.run(times, clock);
        perRun = (started() - before) / times;
        return milliseconds;
      },
      kernels: () => perRun,
    };
  },
});

let count: number | undefined;

/** Kernels that this process has started on any device since it first asked. */
const started = (): number => {
  if (count === undefined) {
    count = 0;
    const { prototype } = GPUComputePassEncoder;
    const stock = prototype.dispatchWorkgroups;
    prototype.dispatchWorkgroups = function (...workgroups) {
      count = (count as number) + 1;
      stock.apply(this, workgroups);
    };
  }
  return count;
};
