import { getBackend } from "@tensorflow/tfjs-core";
import { node } from "@textvae/backend-node";
import { wasm } from "@textvae/backend-wasm";
import { beforeAll, expect } from "vitest";

/*
 * The parts of models start the reference backend for themselves where they are held to the laws.
 * Here the same files are run on another one, which is started once they have been read.
 */
// Threads of TensorFlow wait for work while they turn, in the way of the tests beside these.
const BACKENDS = { node: () => node({ threads: 1 }), wasm };

beforeAll(async () => {
  const { name } =
    await BACKENDS[process.env.TEXTVAE_LAWS_BACKEND as keyof typeof BACKENDS]().start();
  expect(getBackend()).toBe(name === "node" ? "tensorflow" : name);
});
