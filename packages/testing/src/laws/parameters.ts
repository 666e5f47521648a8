import { type Scalar, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng, createScope, type Parameters, type RootScope, type Scope } from "@textvae/core";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { gradientsOf, leavesNoTensor, numbersOf } from "../tensors.ts";

/** A part of a model as these laws see it. */
export interface Parameterised<Built> {
  build(scope: Scope): Built;
  /** Everything it computes as one tensor, the same at each call. */
  output(built: Built): Tensor;
  /** A scalar that depends on every parameter. */
  loss(built: Built): Scalar;
}

const SEED = 41;

/** Builds the part under a fresh root scope, hands both over, and disposes the parameters. */
export const withBuilt = async <Built, Result>(
  build: (scope: Scope) => Built,
  use: (built: Built, scope: RootScope) => Result | Promise<Result>,
  seed: number = SEED,
): Promise<Result> => {
  const scope = createScope(createRng(seed));
  try {
    return await use(build(scope.child("part")), scope);
  } finally {
    scope.dispose();
  }
};

/** The laws of everything that owns parameters. */
export const parameterLaws = <Built>({ build, output, loss }: Parameterised<Built>): Law[] => [
  law("the same seed gives the same parameters", () =>
    withBuilt(build, (_, first) =>
      withBuilt(build, (__, second) => equalParameters(first.parameters, second.parameters)),
    ),
  ),
  law("parameters loaded by name restore the part", () =>
    withBuilt(build, async (saved, source) => {
      const expected = await numbersOf(() => output(saved));
      await withBuilt(
        build,
        async (loaded, target) => {
          copyByName(source.parameters, target.parameters);
          allNear(await numbersOf(() => output(loaded)), expected, 0, "output after loading");
        },
        SEED + 1,
      );
    }),
  ),
  law("every parameter gets a finite gradient that is not zero", () =>
    withBuilt(build, async (built, { parameters }) => {
      const gradients = gradientsOf(() => loss(built), parameters);
      for (const [name, parameter] of parameters) {
        const gradient = gradients.get(name);
        holds(gradient !== undefined, `${name}: expected a gradient; got none`);
        sameShape(gradient.shape, parameter.shape, `gradient of ${name}`);
        const values = await numbersOf(() => gradient);
        allFinite(values, `gradient of ${name}`);
        holds(
          values.some((x) => x !== 0),
          `gradient of ${name}: expected some entry ≠ 0; got all zero`,
        );
      }
    }),
  ),
  law("forward and backward leak no tensor", () =>
    withBuilt(build, (built, { parameters }) => {
      tidy(() => {
        leavesNoTensor(() => output(built), "forward");
        leavesNoTensor(
          () => Object.fromEntries(gradientsOf(() => loss(built), parameters)),
          "gradient",
        );
      });
    }),
  ),
];

const equalParameters = async (first: Parameters, second: Parameters): Promise<void> => {
  holds(
    [...first.keys()].join() === [...second.keys()].join(),
    `names: expected ${[...first.keys()]}; got ${[...second.keys()]}`,
  );
  for (const [name, parameter] of first) {
    const again = second.get(name) as Tensor;
    allNear(await again.data(), await parameter.data(), 0, name);
  }
};

const copyByName = (source: Parameters, target: Parameters): void => {
  for (const [name, parameter] of source) {
    const destination = target.get(name);
    holds(destination !== undefined, `${name}: not among the parameters of the second build`);
    destination.assign(parameter);
  }
};
