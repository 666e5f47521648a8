import { reshape, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { type Scope, TextvaeError } from "@textvae/core";
import { affine, uniformInitializer, zerosInitializer } from "@textvae/layers";
import type { PlanarParameters } from "./planar-map.ts";

/** u, w and b of one layer. */
export type ParametersOf = (h_BH?: Tensor2D) => PlanarParameters;

/** One u, w `[1, Z]` and b `[1]` for all codes. */
export const globalParameters = (scope: Scope, size: number): ParametersOf => {
  const row = (name: string) =>
    scope.variable(name, [1, size], uniformInitializer(1 / Math.sqrt(size)));
  const parameters = {
    u_RZ: row("u") as Tensor2D,
    w_RZ: row("w") as Tensor2D,
    b_R: scope.variable("b", [1], zerosInitializer) as Tensor1D,
  };
  return () => parameters;
};

/** u, w and b as linear functions of the encoder's features, a row per item. */
export const amortisedParameters = (scope: Scope, features: number, size: number): ParametersOf => {
  // The bias is drawn too: at h = 0 a w of zero would leave û undefined.
  const head = (name: string, outputs: number) => affine(scope.child(name), features, outputs);
  const [u, w, b] = [head("u", size), head("w", size), head("b", 1)];
  return (h_BH) => {
    if (!h_BH) {
      throw new TextvaeError("CAPABILITY", "planar.forward", {
        expected: "the encoder's features, which an amortised flow reads",
        got: "no features",
        hint: "Pass h_BH to forward, or set amortised: false.",
      });
    }
    return { u_RZ: u(h_BH), w_RZ: w(h_BH), b_R: reshape(b(h_BH), [-1]) };
  };
};
