import { expect, test } from "vitest";
import { addsOptionsOnly } from "../src/record/added-options.ts";

const before = {
  recipe: "a",
  options: { x: 1 },
  plugins: { flows: [{ name: "f", version: "1", options: { y: [1, 2] } }] },
};

test.each([
  ["nothing", before],
  ["an option of the recipe", { ...before, options: { x: 1, added: { z: 2 } } }],
  [
    "an option of a plugin in a list",
    {
      ...before,
      plugins: { flows: [{ name: "f", version: "1", options: { y: [1, 2], added: 0 } }] },
    },
  ],
])("%s more is an addition of options", (_, now) => {
  expect(addsOptionsOnly(before, now)).toBe(true);
});

const embedding = { kind: "embedding", name: "token", version: "1", options: { size: 3 } };
const lstm = { kind: "decoder", name: "lstm", version: "1", options: { hidden: 4 } };

test.each([
  ["an embedding that was recorded by its options", { size: 3, build: "(function)" }, embedding],
  [
    "a decoder that another stands around",
    lstm,
    { ...lstm, name: "auxiliary", options: { decoder: lstm, weight: 1 } },
  ],
])("%s is the same as before", (_, before, now) => {
  expect(addsOptionsOnly({ part: before }, { part: now })).toBe(true);
});

test("an embedding of another size is not the same, whatever its form", () => {
  const before = { part: { size: 4, build: "(function)" } };
  expect(addsOptionsOnly(before, { part: embedding })).toBe(false);
});

test.each([
  ["another value", { ...before, options: { x: 2 } }],
  ["a list that is longer", { ...before, plugins: { flows: [...before.plugins.flows, {}] } }],
  ["an option less", { ...before, options: {} }],
  ["something beside options", { ...before, seed: 1 }],
  ["a part more", { ...before, plugins: { ...before.plugins, condition: {} } }],
  [
    "another version",
    { ...before, plugins: { flows: [{ ...before.plugins.flows[0], version: "2" }] } },
  ],
  [
    "a longer value",
    { ...before, plugins: { flows: [{ ...before.plugins.flows[0], options: { y: [1, 2, 3] } }] } },
  ],
])("%s is not", (_, now) => {
  expect(addsOptionsOnly(before, now)).toBe(false);
});
