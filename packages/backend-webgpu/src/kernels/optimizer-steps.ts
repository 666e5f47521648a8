import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { dispatch, output, type Shader } from "./dispatch.ts";
import { eachEntryOf, gridOfEntries } from "./entries.ts";
import type { WebgpuCall } from "./kernel.ts";

/** WGSL: the new moments of an entry at its gradient g, and the change of the parameter. */
const moments = `
  let average = constants.beta1 * m[at] + (1 - constants.beta1) * g;
  let square = constants.beta2 * v[at] + (1 - constants.beta2) * g * g;
  next_m[at] = average;
  next_v[at] = square;
  let change = -constants.rate * average / (sqrt(square / constants.correction) + constants.epsilon);`;

const step: Shader = {
  name: "adam",
  source: `
struct Constants { beta1: f32, beta2: f32, epsilon: f32, rate: f32, correction: f32 }

@group(0) @binding(0) var<storage, read> gradient: array<f32>;
@group(0) @binding(1) var<storage, read> m: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> next_m: array<f32>;
@group(0) @binding(4) var<storage, read_write> next_v: array<f32>;
@group(0) @binding(5) var<storage, read_write> changes: array<f32>;
@group(0) @binding(6) var<uniform> constants: Constants;
${eachEntryOf("gradient")}
  let g = gradient[at];
  ${moments}
  changes[at] = change;
}`,
};

const move: Shader = {
  name: "adamMove",
  source: `
struct Constants { beta1: f32, beta2: f32, epsilon: f32, rate: f32, correction: f32, after: f32 }

@group(0) @binding(0) var<storage, read> parameter: array<f32>;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> m: array<f32>;
@group(0) @binding(3) var<storage, read> v: array<f32>;
@group(0) @binding(4) var<storage, read> before: array<f32>;
@group(0) @binding(5) var<storage, read_write> moved: array<f32>;
@group(0) @binding(6) var<storage, read_write> next_m: array<f32>;
@group(0) @binding(7) var<storage, read_write> next_v: array<f32>;
@group(0) @binding(8) var<uniform> constants: Constants;
${eachEntryOf("parameter")}
  let g = gradient[at] * before[0];
  ${moments}
  moved[at] = parameter[at] + change * constants.after;
}`,
};

const down: Shader = {
  name: "sgdMove",
  source: `
struct Constants { rate: f32, after: f32 }

@group(0) @binding(0) var<storage, read> parameter: array<f32>;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> before: array<f32>;
@group(0) @binding(3) var<storage, read_write> moved: array<f32>;
@group(0) @binding(4) var<uniform> constants: Constants;
${eachEntryOf("parameter")}
  moved[at] = parameter[at] - gradient[at] * before[0] * constants.rate * constants.after;
}`,
};

/** One run over all entries; the outputs have the shape of the first input. */
const overEntries = (
  backend: WebgpuCall["backend"],
  shader: Shader,
  { inputs, outputs, constants }: { inputs: Tensor[]; outputs: number; constants: number[] },
): Tensor[] =>
  tidy(() => {
    const { shape, size } = inputs[0] as Tensor;
    const made = Array.from({ length: outputs }, () => output(backend, shape));
    dispatch(backend, shader, [
      {
        tensors: [...inputs, ...made],
        parameters: Float32Array.from(constants),
        workgroups: gridOfEntries(size),
      },
    ]);
    return made;
  });

type Constants = Record<"beta1" | "beta2" | "epsilon" | "rate" | "correction", number>;
type Moments = { gradient: Tensor; m: Tensor; v: Tensor };

const listed = ({ beta1, beta2, epsilon, rate, correction }: Constants): number[] => [
  ...[beta1, beta2, epsilon, rate, correction],
];

/** The new m and v, and the change of the parameter. */
export const adam = ({ inputs, attrs, backend }: WebgpuCall<Moments, Constants>): Tensor[] => {
  const { gradient, m, v } = inputs;
  return overEntries(backend, step, {
    inputs: [gradient, m, v],
    outputs: 3,
    constants: listed(attrs),
  });
};

type Moved = { parameter: Tensor; before: Tensor };

/** The new parameter, m and v. */
export const adamMove = ({
  inputs: { parameter, gradient, m, v, before },
  attrs,
  backend,
}: WebgpuCall<Moments & Moved, Constants & { after: number }>): Tensor[] =>
  overEntries(backend, move, {
    inputs: [parameter, gradient, m, v, before],
    outputs: 3,
    constants: [...listed(attrs), attrs.after],
  });

/** The new parameter. */
export const sgdMove = ({
  inputs: { parameter, gradient, before },
  attrs: { rate, after },
  backend,
}: WebgpuCall<{ gradient: Tensor } & Moved, { rate: number; after: number }>): Tensor[] =>
  overEntries(backend, down, {
    inputs: [parameter, gradient, before],
    outputs: 1,
    constants: [rate, after],
  });
