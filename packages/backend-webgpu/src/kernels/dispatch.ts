import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { engine, env, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";
import { asStored } from "./floats.ts";

/**
 * A compute shader: WGSL with the entry point `main`, tensors as storage buffers at bindings
 * 0 … n − 1, and parameters, if any, as a uniform at binding n.
 */
export interface Shader {
  readonly name: string;
  readonly source: string;
}

/** One run of a shader over a grid of workgroups. */
export interface Run {
  readonly tensors: readonly TensorInfo[];
  readonly parameters?: Int32Array | Float32Array;
  readonly workgroups: readonly [x: number, y?: number];
}

/** What tfjs's backend keeps between dispatches; its types hide it. */
interface Pending {
  commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly uniformPendingDisposal: GPUBuffer[];
}

/**
 * Runs a shader several times, one after the other, in the compute pass that tfjs's own kernels
 * are recorded into. (`runWebGPUProgram` of tfjs can write one tensor only.)
 */
export const dispatch = (backend: WebGPUBackend, shader: Shader, given: readonly Run[]): void => {
  const runs = given.map((run) => ({
    ...run,
    tensors: run.tensors.map((x) => asStored(backend, x)),
  }));
  const { pipeline, layout } = compiledFor(backend.device, shader);
  for (const { dataId } of runs.flatMap(({ tensors }) => tensors)) backend.uploadToGPU(dataId);
  backend.ensureCommandEncoderReady();
  const pending = backend as unknown as Pending;
  pending.computePassEncoder ??= pending.commandEncoder.beginComputePass();
  const pass = pending.computePassEncoder;
  pass.setPipeline(pipeline);
  const uniforms = uniformBuffer(backend, runs);
  if (uniforms) pending.uniformPendingDisposal.push(uniforms);
  for (const [index, { tensors, parameters, workgroups }] of runs.entries()) {
    const resources: GPUBufferBinding[] = tensors.map(({ dataId }) => ({
      buffer: backend.tensorMap.get(dataId).resource as GPUBuffer,
    }));
    if (uniforms && parameters) {
      resources.push({ buffer: uniforms, offset: SLOT * index, size: parameters.byteLength });
    }
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    pass.setBindGroup(0, backend.device.createBindGroup({ layout, entries }));
    pass.dispatchWorkgroups(...(workgroups as [number, number?]));
    for (const { dataId } of tensors) pending.commandQueueOwnedIds.add(dataId);
  }
  pending.dispatchCountInPass += runs.length;
  if (pending.dispatchCountInPass < env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
};

/** Bytes between the parameters of two runs: the alignment that every device accepts. */
const SLOT = 256;

const uniformBuffer = (backend: WebGPUBackend, runs: readonly Run[]): GPUBuffer | undefined => {
  if (!runs.some(({ parameters }) => parameters)) return undefined;
  const bytes = new Uint8Array(SLOT * runs.length);
  for (const [index, { parameters }] of runs.entries()) {
    if (parameters) bytes.set(new Uint8Array(parameters.buffer), SLOT * index);
  }
  const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM;
  const buffer: GPUBuffer = backend.bufferManager.acquireBuffer(bytes.byteLength, usage);
  backend.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
};

interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const compiled = new WeakMap<GPUDevice, Map<Shader, Compiled>>();

const compiledFor = (device: GPUDevice, shader: Shader): Compiled => {
  const own = compiled.get(device) ?? new Map<Shader, Compiled>();
  compiled.set(device, own);
  const found = own.get(shader) ?? compile(device, shader);
  own.set(shader, found);
  return found;
};

const compile = (device: GPUDevice, { name, source }: Shader): Compiled => {
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: {
      module: device.createShaderModule({ code: source, label: name }),
      entryPoint: "main",
    },
    label: name,
  });
  return { pipeline, layout: pipeline.getBindGroupLayout(0) };
};

/** A tensor whose numbers a shader is going to write. */
export const output = (backend: WebGPUBackend, shape: readonly number[]): Tensor =>
  engine().makeTensorFromTensorInfo(backend.makeTensorInfo([...shape], "float32"));

/** The most workgroups along one axis that every device accepts. */
const MOST = 65535;

/** A grid of at least `count` workgroups. A shader finds its index as `x + y · (workgroups along x)`. */
export const grid = (count: number): [x: number, y: number] => [
  Math.min(count, MOST),
  Math.ceil(count / MOST),
];
