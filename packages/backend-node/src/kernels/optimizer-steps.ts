import { mul, scalar, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { flag, floats, type TensorFlow, type TensorFlowCall } from "../tensorflow.ts";
import { type Slot, slot } from "./slot.ts";

type Kernel = (call: TensorFlowCall) => Tensor[];

interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly rate: number;
  readonly correction: number;
}

/**
 * TensorFlow's Adam, which changes variables in place by −rate·√(1 − β₂ᵗ)·m′ / (√v′ + ε′). Its ε′
 * stands beside an uncorrected √v′, so that ε·√(1 − β₂ᵗ) makes it ours.
 */
const applyAdam = (
  tensorflow: TensorFlow,
  slots: readonly Slot[],
  gradient: Tensor,
  { beta1, beta2, epsilon, rate, correction }: AdamConstants,
): void => {
  const beta1Power = 0; // its correction is in the rate
  const root = Math.sqrt(correction);
  const numbers = [beta1Power, 1 - correction, rate, beta1, beta2, epsilon * root];
  tensorflow.executeMultipleOutputs(
    "ResourceApplyAdam",
    [floats(tensorflow), flag(tensorflow, "use_locking", false)],
    [...slots.map(({ handle }) => handle), ...numbers.map((value) => scalar(value)), gradient],
    0,
  );
};

/** Whether a number is one, and known to be without asking TensorFlow. */
const isOne = ({ tensorMap }: TensorFlow, { dataId }: Tensor): boolean =>
  tensorMap.get(dataId).values?.[0] === 1;

const known = new WeakMap<TensorFlow, readonly [Slot, Slot, Slot]>();

/** Those of a parameter, m and v; a backend that the engine has made anew gets its own. */
const slotsOf = (tensorflow: TensorFlow): readonly [Slot, Slot, Slot] => {
  const made = (name: string) => slot(tensorflow, name);
  const slots = known.get(tensorflow) ?? [made("parameter"), made("m"), made("v")];
  known.set(tensorflow, slots);
  return slots;
};

/** Makes what {@link optimizerSteps} keep on a backend, so that no step makes tensors that stay. */
export const prepareSteps = (tensorflow: TensorFlow): void => void slotsOf(tensorflow);

/** The operations of `@textvae/ops` that take a step of an optimiser, by their kernels' names. */
export const optimizerSteps: Readonly<Record<string, Kernel>> = {
  /** The new m and v, and the change: what a parameter of zeros becomes. */
  TextvaeAdam: ({ inputs, attrs, backend: tensorflow }) =>
    tidy(() => {
      const slots = slotsOf(tensorflow);
      const [parameterSlot, mSlot, vSlot] = slots;
      const { gradient, m, v } = inputs as Record<string, Tensor>;
      parameterSlot.lend(zerosLike(gradient as Tensor), true);
      mSlot.lend(m as Tensor);
      vSlot.lend(v as Tensor);
      applyAdam(tensorflow, slots, gradient as Tensor, attrs as unknown as AdamConstants);
      return [mSlot, vSlot, parameterSlot].map((one) => one.takeBack());
    }),
  TextvaeAdamMove: ({ inputs, attrs, backend: tensorflow }) =>
    tidy(() => {
      const slots = slotsOf(tensorflow);
      const { parameter, gradient, m, v, before } = inputs as Record<string, Tensor>;
      const { after, ...constants } = attrs as unknown as AdamConstants & { after: number };
      for (const [i, one] of [parameter, m, v].entries()) slots[i]?.lend(one as Tensor, true);
      const rate = constants.rate * after;
      const own = isOne(tensorflow, before as Tensor)
        ? (gradient as Tensor)
        : mul(gradient as Tensor, before as Tensor);
      applyAdam(tensorflow, slots, own, { ...constants, rate });
      return slots.map((one) => one.takeBack());
    }),
  TextvaeSgdMove: ({ inputs, attrs, backend: tensorflow }) =>
    tidy(() => {
      const [parameterSlot] = slotsOf(tensorflow);
      const { parameter, gradient, before } = inputs as Record<string, Tensor>;
      const { rate, after } = attrs as unknown as Record<"rate" | "after", number>;
      parameterSlot.lend(parameter as Tensor, true);
      const step = mul(before as Tensor, rate * after);
      tensorflow.executeMultipleOutputs(
        "ResourceApplyGradientDescent",
        [floats(tensorflow), flag(tensorflow, "use_locking", false)],
        [parameterSlot.handle, step, gradient as Tensor],
        0,
      );
      return [parameterSlot.takeBack()];
    }),
};
