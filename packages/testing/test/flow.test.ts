import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  exp,
  keep,
  mul,
  setBackend,
  slice,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import type { BuiltFlow, Flow, FlowOutput } from "@textvae/core";
import { normalInitializer } from "@textvae/layers";
import { flowLaws, testFlow } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

/** z′ = eˢ z + t per dimension, with log|det J| = Σ s. */
const affine = (change: (built: BuiltFlow) => Partial<BuiltFlow> = () => ({})): Flow => ({
  supports: ["euclidean"],
  build: (scope, { latent }) => {
    const s_Z = scope.variable("s", [latent], normalInitializer(0.5));
    const t_Z = scope.variable("t", [latent], normalInitializer(0.5));
    const output = (z_BZ: Tensor2D, z_out: Tensor2D): FlowOutput => ({
      z_BZ: z_out,
      logDet_B: sum(add(mul(z_BZ, 0), s_Z), 1) as Tensor1D,
    });
    const built: BuiltFlow = {
      forward: (z_BZ) =>
        tidy(() => ({ ...output(z_BZ, add(mul(exp(s_Z), z_BZ), t_Z) as Tensor2D) })),
      inverse: (z_BZ) =>
        tidy(() => ({
          ...output(z_BZ, mul(exp(mul(-1, s_Z)), sub(z_BZ, t_Z)) as Tensor2D),
        })),
    };
    return { ...built, ...change(built) };
  },
});

testFlow({ flow: affine() });

const broken = (change: (built: BuiltFlow) => Partial<BuiltFlow>) =>
  failuresOf(flowLaws({ flow: affine(change) }));

test("a log-determinant of the wrong sign is found", async () => {
  const failures = await broken(({ forward }) => ({
    forward: (z_BZ) =>
      tidy(() => {
        const out = forward(z_BZ);
        return { z_BZ: out.z_BZ, logDet_B: mul(-1, out.logDet_B) as Tensor1D };
      }),
  }));
  expect(failures).toEqual([
    "log|det J| is that of the numerical Jacobian (euclidean)",
    "inverse ∘ forward is the identity (euclidean)",
  ]);
});

test("a leaking flow is found", async () => {
  const failures = await broken(({ forward }) => ({
    forward: (z_BZ) => {
      keep(add(z_BZ, 1));
      return forward(z_BZ);
    },
  }));
  expect(failures).toEqual(["forward and backward leak no tensor"]);
});

test("an inverse of another map is found", async () => {
  const failures = await broken(({ forward }) => ({ inverse: forward }));
  expect(failures).toEqual(["inverse ∘ forward is the identity (euclidean)"]);
});

test("a flow that mixes rows is found", async () => {
  const failures = await broken(({ forward }) => ({
    forward: (z_BZ) =>
      tidy(() => {
        const first = slice(z_BZ, [0, 0], [1, -1]);
        const out = forward(z_BZ);
        return { z_BZ: add(out.z_BZ, first) as Tensor2D, logDet_B: out.logDet_B };
      }),
  }));
  expect(failures).toContain("each row is mapped on its own (euclidean)");
});

test("a flow that leaves the sphere is found", async () => {
  const failures = await failuresOf(flowLaws({ flow: { ...affine(), supports: ["sphere"] } }));
  expect(failures).toContain("forward keeps shape and support (sphere)");
});
