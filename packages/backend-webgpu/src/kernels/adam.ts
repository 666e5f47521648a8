import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { dispatch, grid, output, type Shader } from "./dispatch.ts";
import type { WebgpuCall } from "./kernel.ts";

const SIZE = 64;

const shader: Shader = {
  name: "adam",
  source: `
struct Constants { beta1: f32, beta2: f32, epsilon: f32, rate: f32, correction: f32 }

@group(0) @binding(0) var<storage, read> gradient: array<f32>;
@group(0) @binding(1) var<storage, read> m: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> next_m: array<f32>;
@group(0) @binding(4) var<storage, read_write> next_v: array<f32>;
@group(0) @binding(5) var<storage, read_write> change: array<f32>;
@group(0) @binding(6) var<uniform> constants: Constants;

@compute @workgroup_size(${SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = (group.x + group.y * groups.x) * ${SIZE} + local;
  if (i >= arrayLength(&gradient)) { return; }
  let g = gradient[i];
  let average = constants.beta1 * m[i] + (1 - constants.beta1) * g;
  let square = constants.beta2 * v[i] + (1 - constants.beta2) * g * g;
  next_m[i] = average;
  next_v[i] = square;
  change[i] = -constants.rate * average / (sqrt(square / constants.correction) + constants.epsilon);
}`,
};

type Inputs = { gradient: Tensor; m: Tensor; v: Tensor };
type Constants = Record<"beta1" | "beta2" | "epsilon" | "rate" | "correction", number>;

/** The new m and v, and the change of the parameter. */
export const adam = ({ inputs, attrs, backend }: WebgpuCall<Inputs, Constants>): Tensor[] =>
  tidy(() => {
    const { gradient, m, v } = inputs;
    const { beta1, beta2, epsilon, rate, correction } = attrs;
    const outputs = [m, v, gradient].map(({ shape }) => output(backend, shape));
    dispatch(backend, shader, [
      {
        tensors: [gradient, m, v, ...outputs],
        parameters: Float32Array.of(beta1, beta2, epsilon, rate, correction),
        workgroups: grid(Math.ceil(gradient.size / SIZE)),
      },
    ]);
    return outputs;
  });
