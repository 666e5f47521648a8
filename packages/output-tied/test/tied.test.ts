import { gather, type Tensor2D, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope, type OutputSizes } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { tinySizes } from "@textvae/testing";
import { expect, test } from "vitest";
import { tied } from "../src/index.ts";

await cpu().start();

const vocabulary = { size: 3 } as OutputSizes["vocabulary"];
const table = () => tensor2d([2, 0, 0, 3, -1, 1], [3, 2]);

test("logits are products with the vectors of words", async () => {
  const scope = createScope(createRng(1));
  const { logits } = tied().build(scope, { vocabulary, features: 2, table_VE: table() });
  scope.parameters.get("bias")?.assign(tensor1d([0.5, 0, -1]));
  expect(await logits(tensor2d([[1, 10]])).array()).toEqual([[2.5, 30, 8]]);
});

test("features of another width are projected to that of the vectors", () => {
  const scope = createScope(createRng(1));
  const { logits } = tied().build(scope, { vocabulary, features: 5, table_VE: table() });
  expect([...scope.parameters.keys()]).toEqual(["projection", "bias"]);
  expect(scope.parameters.get("projection")?.shape).toEqual([5, 2]);
  expect(logits(tensor2d([[1, 2, 3, 4, 5]])).shape).toEqual([1, 3]);
});

test("a decoder has no kernel beside its table", () => {
  const scope = createScope(createRng(1));
  lstmDecoder({ embedding: 4, hidden: 4, output: tied() }).build(scope, tinySizes());
  const names = [...scope.parameters.keys()].filter((name) => /output|table/.test(name));
  expect(names).toEqual(["embedding.table", "output.bias"]);
});

test("word vectors that are no table are refused at assembly", () => {
  const embedding = {
    size: 4,
    build: () => (ids: Int32Array) => gather(table(), [...ids]) as Tensor2D,
  };
  const decoder = lstmDecoder({ embedding, hidden: 3, output: tied() });
  expect(() => decoder.build(createScope(createRng(1)), tinySizes())).toThrow(
    'output "tied": expected a decoder whose word vectors are one table',
  );
});
