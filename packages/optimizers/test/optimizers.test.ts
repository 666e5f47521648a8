import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  memory,
  neg,
  setBackend,
  square,
  type Tensor,
  tensor1d,
  tidy,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import type { Optimizer } from "@textvae/core";
import {
  adam,
  chain,
  clipByGlobalNorm,
  decayOnPlateau,
  separately,
  sgd,
} from "@textvae/optimizers";
import { linear, sigmoid } from "@textvae/schedules";
import { beforeAll, describe, expect, test } from "vitest";
import { emptyState } from "../../core/src/training/state.ts";
import { applyUpdate } from "../../core/src/training/update.ts";

beforeAll(() => setBackend("cpu"));

const decay = () => decayOnPlateau({ divide: 3 });

/** Follows an optimiser on two parameters with gradients θ² + 1 and −θ, as PyTorch did below. */
const follow = (optimizer: Optimizer, steps: number, observe?: number[]): number[] => {
  const parameters = new Map([
    ["a", tidy(() => variable(tensor1d([0.5, -1.5])))],
    ["b", tidy(() => variable(tensor1d([2])))],
  ]);
  let state = optimizer.init(parameters);
  for (let i = 0; i < steps; i++) {
    const [a, b] = [...parameters.values()] as [Variable, Variable];
    const gradients = new Map<string, Tensor>([
      ["a", tidy(() => add(square(a), 1))],
      ["b", neg(b)],
    ]);
    state = applyUpdate(optimizer, gradients, state, parameters);
    if (observe) state = optimizer.observe?.(state, observe[i] as number) ?? state;
  }
  const values = [...parameters.values()].flatMap((parameter) => [...parameter.dataSync()]);
  for (const slot of state.tensors.values()) slot.dispose();
  for (const parameter of parameters.values()) parameter.dispose();
  return values;
};
/** The same without the members that take a step in one pass. */
const byUpdates = ({ init, update, observe }: Optimizer): Optimizer => ({
  init,
  update,
  ...(observe && { observe }),
});

const close = (actual: number[], expected: number[]) =>
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 5);
  });

/*
 * PyTorch 2.13:
 * def run(make, n, clip=None):
 *     a = torch.tensor([.5, -1.5]); b = torch.tensor([2.])
 *     opt = make([a, b])
 *     for _ in range(n):
 *         a.grad = a * a + 1; b.grad = -b
 *         if clip: torch.nn.utils.clip_grad_norm_([a, b], clip)
 *         opt.step()
 *     return [*a.tolist(), *b.tolist()]
 * run(lambda p: torch.optim.Adam(p, lr=.1), 5)
 * run(lambda p: torch.optim.SGD(p, lr=.1, momentum=.9), 5)
 * run(lambda p: torch.optim.SGD(p, lr=.1), 5, clip=.25)
 */
const ADAM = [0.003332868218421936, -2.002197265625, 2.501559019088745];
const MOMENTUM = [-1.0045359134674072, -14.349333763122559, 5.301999568939209];
const CLIPPED = [0.462552934885025, -1.6022474765777588, 2.061368942260742];

describe("against PyTorch", () => {
  test("adam", () => close(follow(adam({ learningRate: 0.1 }), 5), ADAM));
  test("sgd with momentum", () =>
    close(follow(sgd({ learningRate: 0.1, momentum: 0.9 }), 5), MOMENTUM));
  test("sgd with the global norm clipped", () =>
    close(follow(chain(clipByGlobalNorm(0.25), sgd({ learningRate: 0.1 })), 5), CLIPPED));
});

describe("a step in one pass is the same bits", () => {
  const chains: Readonly<Record<string, () => Optimizer>> = {
    adam: () => adam({ learningRate: 0.1 }),
    sgd: () => sgd({ learningRate: 0.1 }),
    "clipped adam": () => chain(clipByGlobalNorm(0.25), adam({ learningRate: 0.1 })),
    "clipped sgd with decay": () =>
      chain(clipByGlobalNorm(0.25), sgd({ learningRate: 0.1 }), decay(), decay()),
    "a chain in a chain": () =>
      chain(clipByGlobalNorm(2), chain(clipByGlobalNorm(0.5), sgd({ learningRate: 0.1 }))),
    "separate states": () =>
      separately(["a"], chain(clipByGlobalNorm(0.25), adam({ learningRate: 0.1 }))),
  };
  for (const [name, make] of Object.entries(chains)) {
    test(name, () => {
      expect(make().move).toBeDefined();
      const before = memory().numTensors;
      const losses = [1, 2, 1, 3, 2];
      expect(follow(make(), 5, losses)).toEqual(follow(byUpdates(make()), 5, losses));
      expect(memory().numTensors).toBe(before);
    });
  }

  test("where it can't be one, there is none", () => {
    const rate = { learningRate: 0.1 };
    expect(sgd({ ...rate, momentum: 0.9 }).move).toBeUndefined();
    expect(chain(sgd(rate), clipByGlobalNorm(1)).move).toBeUndefined();
    expect(chain(decay(), sgd(rate)).move).toBeUndefined();
    expect(chain(clipByGlobalNorm(1), clipByGlobalNorm(1), sgd(rate)).move).toBeUndefined();
    expect(chain(adam(rate), sgd(rate)).move).toBeUndefined();
    expect(chain(clipByGlobalNorm(1)).move).toBeUndefined();
  });
});

describe("transforms", () => {
  test("a norm that is known is not taken again", () => {
    const [clip, facts] = [clipByGlobalNorm(1), { squaredNorm: 4 }]; // of other gradients
    const gradients = () => new Map([["a", tensor1d([30])]]);
    const scale = tidy(() => clip.scaleGradients?.(gradients(), emptyState, facts)?.dataSync());
    expect(scale).toEqual(Float32Array.of(0.5));
    const parameters = new Map([["a", variable(tensor1d([1]))]]);
    const optimizer = chain(clip, sgd({ learningRate: 1 }));
    applyUpdate(optimizer, gradients(), optimizer.init(parameters), parameters, facts);
    expect(parameters.get("a")?.dataSync()).toEqual(Float32Array.of(1 - 0.5 * 30));
  });

  test("a norm below the limit is left alone", () => {
    close(
      follow(chain(clipByGlobalNorm(1e6), sgd({ learningRate: 0.1 })), 3),
      follow(sgd({ learningRate: 0.1 }), 3),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "an evaluation of %s is never the best, before or after others",
    (none) => {
      const plateau = decayOnPlateau({ divide: 2 });
      const after = (...losses: number[]) =>
        losses.reduce(
          (state, loss) => plateau.observe?.(state, loss) ?? state,
          plateau.init(new Map()),
        ).numbers;
      expect(after(none, 5, 4)).toMatchObject({ scale: 0.5, best: 4 });
      expect(after(5, none, 4, 6)).toMatchObject({ scale: 0.25, best: 4 });
      expect(after(none)).not.toHaveProperty("best");
    },
  );

  test("decay on plateau divides at every evaluation without a new best", () => {
    const plateau = decayOnPlateau({ divide: 2 });
    let state = plateau.init(new Map());
    const scales = [5, 4, 4.5, 3, 3, 3].map((loss) => {
      state = plateau.observe?.(state, loss) ?? state;
      return state.numbers.scale;
    });
    expect(scales).toEqual([1, 1, 0.5, 0.5, 0.25, 0.125]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "a validation of %d is no best, first or later",
    (none) => {
      const plateau = decayOnPlateau({ divide: 2 });
      let state = plateau.init(new Map());
      const scales = [none, 5, none, 4, 4.5].map((loss) => {
        state = plateau.observe?.(state, loss) ?? state;
        return state.numbers.scale;
      });
      expect(scales).toEqual([0.5, 0.5, 0.25, 0.25, 0.125]);
    },
  );

  test("decay may wait, asks for the best weights back, and stops in the end", () => {
    const plateau = chain(
      decayOnPlateau({ divide: 2, patience: 1, after: 3, reload: true, maxDecays: 2 }),
    );
    let state = plateau.init(new Map());
    const advices = [1, 2, 2, 2, 2, 2, 0.5, 2, 2].map((loss) => {
      state = plateau.observe?.(state, loss) ?? state;
      return plateau.advice?.(state);
    });
    const nothing = undefined;
    expect(advices).toEqual([
      ...[nothing, nothing, nothing, "reload", nothing, "stop", "stop", "stop", "stop"],
    ]);
  });

  test("separate states are those of two optimisers, and one without gradients rests", () => {
    const both = follow(
      separately(["a"], chain(clipByGlobalNorm(1), adam({ learningRate: 0.1 }))),
      4,
    );
    const whole = follow(chain(clipByGlobalNorm(1), adam({ learningRate: 0.1 })), 4);
    // Adam undoes a common scale, so that only the norm each group is clipped by differs.
    both.forEach((value, i) => {
      expect(Math.abs(value - (whole[i] as number))).toBeLessThan(0.05);
    });
    expect(both).not.toEqual(whole);
    const optimizer = separately(["a"], sgd({ learningRate: 1, momentum: 0.5 }));
    const parameters = new Map([
      ["a", tidy(() => variable(tensor1d([1])))],
      ["b", tidy(() => variable(tensor1d([1])))],
    ]);
    const before = optimizer.init(parameters);
    const { state } = optimizer.update(new Map([["b", tensor1d([3])]]), before, parameters);
    expect(state.numbers).toEqual({ "under:step": 0, "rest:step": 1 });
    expect(state.tensors.get("under:velocity/a")?.dataSync()[0]).toBe(0);
    expect(state.tensors.get("rest:velocity/b")?.dataSync()[0]).toBe(3);
  });

  test("patience forgives", () => {
    const plateau = decayOnPlateau({ divide: 2, patience: 1 });
    let state = plateau.init(new Map());
    const scales = [1, 2, 2, 2, 2].map((loss) => {
      state = plateau.observe?.(state, loss) ?? state;
      return state.numbers.scale;
    });
    expect(scales).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  test("a chain observes through", () => {
    const halved = chain(sgd({ learningRate: 0.1 }), decayOnPlateau({ divide: 2 }));
    const [, , b] = follow(halved, 2, [1, 2]) as [number, number, number];
    const [, , plain] = follow(sgd({ learningRate: 0.1 }), 2) as [number, number, number];
    expect(b).toBeCloseTo(plain, 6); // the decay acts from the third update on
    const [, , third] = follow(halved, 3, [1, 2, 3]) as [number, number, number];
    expect(third).toBeCloseTo(plain * 1.05, 6);
  });

  test("nothing leaks", () => {
    const before = memory().numTensors;
    follow(
      chain(clipByGlobalNorm(1), adam({ learningRate: 0.1 }), decayOnPlateau({ divide: 2 })),
      4,
      [1, 2, 3, 4],
    );
    expect(memory().numTensors).toBe(before);
  });
});

describe("schedules", () => {
  test("linear", () => {
    const rise = linear({ from: 0.1, to: 1, steps: 10 });
    expect([0, 5, 10, 99].map(rise)).toEqual([0.1, 0.55, 1, 1]);
  });
  test("sigmoid", () => {
    const rise = sigmoid({ middle: 2500, slope: 0.0025 });
    expect(rise(2500)).toBe(0.5);
    expect(rise(5000)).toBeCloseTo(1 / (1 + Math.exp(-6.25)), 12);
  });
});
