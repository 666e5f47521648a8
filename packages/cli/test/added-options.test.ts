import { expect, test } from "vitest";
import { addsOptionsOnly } from "../src/config/added-options.ts";

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
