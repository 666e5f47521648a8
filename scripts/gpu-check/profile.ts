import { backend, env } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { step } from "../../packages/bench/src/cases/step.ts";
import { FULL, SMALL } from "../../packages/bench/src/sizes.ts";
import type { Finding } from "./finding.ts";

/** Passes that one set of timestamps has room for. */
const MOST = 2000;

/** The pass that is being recorded: its kernel, and how often it runs in it. */
interface Pass {
  label: string;
  runs: number;
}

/** Where the time of a training step goes: each kernel in a compute pass of its own, by timestamps. */
export const profile = async (small: boolean): Promise<Finding> => {
  await webgpu().start();
  const { device, queue } = backend() as unknown as { device: GPUDevice; queue: GPUQueue };
  if (!device.features.has("timestamp-query")) {
    return { title: "No profile: the device has no timestamps", lines: [], broken: [] };
  }
  const prepared = step.prepare(small ? SMALL : FULL);
  const waiting = watchReads();
  for (let i = 0; i < 10; i++) await prepared.run();
  const [from, waited] = [performance.now(), waiting.milliseconds];
  const STEPS = 20;
  for (let i = 0; i < STEPS; i++) await prepared.run();
  const all = (performance.now() - from) / STEPS;
  const reading = (waiting.milliseconds - waited) / STEPS;

  const together = env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE");
  env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", 1);
  await prepared.run();
  const stamps = stampPasses(device);
  await prepared.run();
  await queue.onSubmittedWorkDone();
  const passes = await stamps.read();
  env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", together);
  prepared.dispose();

  const byLabel = new Map<string, { runs: number; microseconds: number }>();
  for (const { label, runs, microseconds } of passes) {
    const sum = byLabel.get(label) ?? { runs: 0, microseconds: 0 };
    byLabel.set(label, { runs: sum.runs + runs, microseconds: sum.microseconds + microseconds });
  }
  const rows = [...byLabel].sort(([, a], [, b]) => b.microseconds - a.microseconds);
  const total = passes.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const lines = [
    "| kernel | runs | microseconds |",
    "| --- | --- | --- |",
    ...rows.map(
      ([label, { runs, microseconds }]) => `| ${label} | ${runs} | ${microseconds.toFixed(0)} |`,
    ),
  ];
  const title =
    `A step of ${all.toFixed(2)} ms, of which ${reading.toFixed(2)} ms wait for the device; ` +
    `${(total / 1000).toFixed(2)} ms of kernels`;
  return { title, lines, broken: [] };
};

/** How long reads have waited. */
const watchReads = (): { milliseconds: number } => {
  const watched = { milliseconds: 0 };
  const { prototype } = GPUBuffer;
  const stock = prototype.mapAsync;
  prototype.mapAsync = async function (...range) {
    const from = performance.now();
    await stock.apply(this, range);
    watched.milliseconds += performance.now() - from;
  };
  return watched;
};

const stampPasses = (device: GPUDevice) => {
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * MOST });
  const passes: Pass[] = [];
  const begin = GPUCommandEncoder.prototype.beginComputePass;
  GPUCommandEncoder.prototype.beginComputePass = function () {
    const at = 2 * passes.length;
    passes.push({ label: "", runs: 0 });
    const timestampWrites = {
      querySet,
      beginningOfPassWriteIndex: at,
      endOfPassWriteIndex: at + 1,
    };
    return begin.call(this, { timestampWrites });
  };
  const { setPipeline, dispatchWorkgroups } = GPUComputePassEncoder.prototype;
  const current = (): Pass => passes.at(-1) as Pass;
  GPUComputePassEncoder.prototype.setPipeline = function (pipeline) {
    current().label = pipeline.label;
    return setPipeline.call(this, pipeline);
  };
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...workgroups) {
    current().runs++;
    return dispatchWorkgroups.apply(this, workgroups);
  };
  return {
    async read() {
      GPUCommandEncoder.prototype.beginComputePass = begin;
      Object.assign(GPUComputePassEncoder.prototype, { setPipeline, dispatchWorkgroups });
      const size = 16 * passes.length;
      const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
      const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
      const host = device.createBuffer({ size, usage: COPY_DST | MAP_READ });
      const encoder = device.createCommandEncoder();
      encoder.resolveQuerySet(querySet, 0, 2 * passes.length, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, host, 0, size);
      device.queue.submit([encoder.finish()]);
      await host.mapAsync(GPUMapMode.READ);
      const times = new BigInt64Array(host.getMappedRange());
      return passes.map((pass, i) => ({
        ...pass,
        microseconds: Number((times[2 * i + 1] as bigint) - (times[2 * i] as bigint)) / 1000,
      }));
    },
  };
};
