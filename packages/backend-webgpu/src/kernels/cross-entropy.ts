import { add, type Tensor, type Tensor2D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { dispatch, grid, output, type Shader } from "./dispatch.ts";
import type { WebgpuCall } from "./kernel.ts";

const SIZE = 256;

const shader: Shader = {
  name: "crossEntropy",
  source: `
@group(0) @binding(0) var<storage, read_write> logits: array<f32>;
@group(0) @binding(1) var<storage, read> targets: array<i32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<uniform> columns: u32;

var<workgroup> parts: array<f32, ${SIZE}>;

fn largest(part: f32, local: u32) -> f32 {
  parts[local] = part;
  for (var half = ${SIZE / 2}u; half > 0; half /= 2) {
    workgroupBarrier();
    if (local < half) { parts[local] = max(parts[local], parts[local + half]); }
  }
  let result = workgroupUniformLoad(&parts[0]);
  return result;
}

fn total(part: f32, local: u32) -> f32 {
  parts[local] = part;
  for (var half = ${SIZE / 2}u; half > 0; half /= 2) {
    workgroupBarrier();
    if (local < half) { parts[local] += parts[local + half]; }
  }
  let result = workgroupUniformLoad(&parts[0]);
  return result;
}

@compute @workgroup_size(${SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= arrayLength(&loss)) { return; }
  let first = row * columns;
  let target_at = first + u32(targets[row]);

  var highest = logits[first];
  for (var v = local; v < columns; v += ${SIZE}) { highest = max(highest, logits[first + v]); }
  highest = largest(highest, local);
  let target_logit = logits[target_at] - highest;

  var sum = 0.0;
  for (var v = local; v < columns; v += ${SIZE}) { sum += exp(logits[first + v] - highest); }
  sum = total(sum, local);

  for (var v = local; v < columns; v += ${SIZE}) {
    logits[first + v] = exp(logits[first + v] - highest) / sum - select(0.0, 1.0, first + v == target_at);
  }
  if (local == 0) { loss[row] = log(sum) - target_logit; }
}`,
};

/** The loss `[N]`, while the logits become R = softmax − one-hot in their own memory. */
export const consumeLogits = (
  backend: WebgpuCall["backend"],
  logits_NV: Tensor,
  targets: Int32Array,
): Tensor => {
  const [rows, columns] = logits_NV.shape as [number, number];
  const loss_N = output(backend, [rows]);
  dispatch(backend, shader, [
    {
      tensors: [logits_NV, tensor1d(targets, "int32"), loss_N],
      parameters: Int32Array.of(columns),
      workgroups: grid(rows),
    },
  ]);
  return loss_N;
};

/** −log softmax(logits)[target], and R as residual. */
export const softmaxCrossEntropy = ({
  inputs: { logits_NV },
  attrs: { targets, residuals },
  backend,
}: WebgpuCall<{ logits_NV: Tensor2D }, { targets: Int32Array; residuals: boolean }>): Tensor[] =>
  tidy(() => {
    const copy_NV = add(logits_NV, 0);
    const loss_N = consumeLogits(backend, copy_NV, targets);
    return residuals ? [loss_N, copy_NV] : [loss_N];
  });
