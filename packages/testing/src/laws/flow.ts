import {
  add,
  mul,
  reverse,
  type Scalar,
  sin,
  sum,
  type Tensor2D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { type BuiltFlow, createRng, createScope, type Flow, type Support } from "@textvae/core";
import { tinySizes } from "../batches.ts";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { numbersOf } from "../tensors.ts";
import { numericalLogDet } from "./jacobian.ts";
import { type Parameterised, parameterLaws, withBuilt } from "./parameters.ts";

export interface FlowSubject {
  readonly flow: Flow;
  /** Z; small, because the Jacobian is computed by differences. Default 3. */
  readonly size?: number;
  /** H of the features that amortised flows read. Default 6. */
  readonly features?: number;
}

const ROWS = 6;
/** Parameters are drawn with each of these seeds, so that all regions of a map are met. */
const SEEDS = [1, 2, 3, 4, 5];

/** The laws of a flow, on each support it declares. A tfjs backend must have been started. */
export const flowLaws = (subject: FlowSubject): Law[] => {
  const { flow, size = 3, features = 6 } = subject;
  const build: Parameterised<BuiltFlow>["build"] = (scope) =>
    flow.build(scope, tinySizes({ latent: size, features }));
  const h = (): Tensor2D => wave(ROWS, features);

  return flow.supports.flatMap((support) => {
    const codes = codesOn(support, size);
    const z = (): Tensor2D => tensor2d(codes, [ROWS, size]);
    const overSeeds = async (check: (built: BuiltFlow) => Promise<void>): Promise<void> => {
      for (const seed of SEEDS) await withBuilt(build, check, seed);
    };
    const laws = [
      law(`forward keeps shape and support (${support})`, () =>
        overSeeds((built) => keepsSupport(built, z, h, support)),
      ),
      law(`log|det J| is that of the numerical Jacobian (${support})`, () =>
        overSeeds((built) => logDetIsNumerical(built, codes, h, size, support)),
      ),
      law(`each row is mapped on its own (${support})`, () =>
        withBuilt(build, (built) => rowsApart(built, z, h, size)),
      ),
      ...parameterLaws({
        build,
        output: (built) => tidy(() => built.forward(z(), h()).z_BZ),
        loss: (built) => objective(built, z(), h()),
      }),
    ];
    if (isInvertible(build)) {
      laws.push(
        law(`inverse ∘ forward is the identity (${support})`, () =>
          overSeeds((built) => roundTrip(built, codes, z, h)),
        ),
      );
    }
    return laws;
  });
};

const wave = (rows: number, columns: number): Tensor2D =>
  tensor2d(
    Array.from({ length: rows * columns }, (_, i) => Math.sin(1 + 2.3 * i)),
    [rows, columns],
  );

/** Codes near the origin and far from it, or anywhere on the sphere. */
const codesOn = (support: Support, size: number): Float32Array => {
  const codes = Float32Array.from(createRng(61).normals(ROWS * size));
  for (let row = 0; row < ROWS; row++) {
    const code = codes.subarray(row * size, (row + 1) * size);
    const scale = support === "sphere" ? 1 / Math.hypot(...code) : ([0.3, 1, 3][row % 3] as number);
    for (let i = 0; i < size; i++) code[i] = (code[i] as number) * scale;
  }
  return codes;
};

const isInvertible = (build: Parameterised<BuiltFlow>["build"]): boolean => {
  const scope = createScope(createRng(1));
  const { inverse } = build(scope);
  scope.dispose();
  return inverse !== undefined;
};

const keepsSupport = async (
  built: BuiltFlow,
  z: () => Tensor2D,
  h: () => Tensor2D,
  support: Support,
): Promise<void> => {
  const size = tidy(() => {
    const out = built.forward(z(), h());
    sameShape(out.z_BZ.shape, z().shape, "z′");
    sameShape(out.logDet_B.shape, [ROWS], "logDet");
    const penalty = built.penalty?.(z());
    if (penalty) sameShape(penalty.shape, [ROWS], "penalty");
    return z().shape[1] as number;
  });
  const codes = await numbersOf(() => built.forward(z(), h()).z_BZ);
  allFinite(codes, "z′");
  if (support !== "sphere") return;
  for (let row = 0; row < ROWS; row++) {
    const norm = Math.hypot(...codes.subarray(row * size, (row + 1) * size));
    holds(Math.abs(norm - 1) < 1e-4, `row ${row}: expected ‖z′‖ = 1; got ${norm}`);
  }
};

const logDetIsNumerical = async (
  built: BuiltFlow,
  codes: Float32Array,
  h: () => Tensor2D,
  size: number,
  support: Support,
): Promise<void> => {
  const forward = (points: Float32Array): Promise<Float32Array> =>
    numbersOf(() => built.forward(tensor2d(points, [ROWS, size]), h()).z_BZ);
  const expected = await numericalLogDet(forward, codes, size, support);
  const logDet = await numbersOf(() => built.forward(tensor2d(codes, [ROWS, size]), h()).logDet_B);
  allNear(logDet, expected, 5e-3, "log|det J| against differences");
};

const rowsApart = async (
  built: BuiltFlow,
  z: () => Tensor2D,
  h: () => Tensor2D,
  size: number,
): Promise<void> => {
  const turned = (x: Tensor2D): Tensor2D => reverse(x, 0);
  const expected = await numbersOf(() => turned(built.forward(z(), h()).z_BZ));
  const actual = await numbersOf(() => built.forward(turned(z()), turned(h())).z_BZ);
  holds(actual.length === ROWS * size, "z′: rows were lost");
  allNear(actual, expected, 1e-5, "rows in reverse order");
};

const roundTrip = async (
  built: BuiltFlow,
  codes: Float32Array,
  z: () => Tensor2D,
  h: () => Tensor2D,
): Promise<void> => {
  const back = () => built.inverse?.(built.forward(z(), h()).z_BZ, h());
  tidy(() => {
    sameShape(back()?.z_BZ.shape ?? [], z().shape, "z of inverse");
    sameShape(back()?.logDet_B.shape ?? [], [ROWS], "logDet of inverse");
  });
  allNear(await numbersOf(() => back()?.z_BZ as Tensor2D), codes, 1e-3, "inverse(forward(z))");
  const forward = await numbersOf(() => built.forward(z(), h()).logDet_B);
  allNear(await numbersOf(() => back()?.logDet_B as never), forward, 1e-3, "logDet of inverse");
};

const objective = (built: BuiltFlow, z_BZ: Tensor2D, h_BH: Tensor2D): Scalar => {
  const out = built.forward(z_BZ, h_BH);
  return add(sum(sin(add(out.z_BZ, 0.5))), sum(mul(out.logDet_B, out.logDet_B))) as Scalar;
};
