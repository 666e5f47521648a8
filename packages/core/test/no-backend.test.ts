import { expect, test } from "vitest";
import { assemble } from "../src/index.ts";
import { toyDataset, toyDecoder, toyEncoder, toyPrior } from "./toy.ts";

test("a model is refused where no backend was started, with the line that starts one", () => {
  const parts = { encoder: toyEncoder, prior: toyPrior(), decoder: toyDecoder };
  expect(() => assemble(parts, { dataset: toyDataset([1, 2]), seed: 1 })).toThrow(
    expect.objectContaining({
      code: "BACKEND",
      message: expect.stringContaining("wasm().start()"),
    }),
  );
});
