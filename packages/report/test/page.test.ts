import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { reportPage } from "../src/index.ts";

test("a page shows a corpus literally", () => {
  const vocabulary = { size: 3, sha256: "0" };
  const config = {
    ...{ recipe: "mine", options: {}, seed: 1, backend: "cpu", logEvery: 1, plugins: {} },
    data: { options: {}, plugin: "text", provides: ["text"], vocabulary },
    location: { data: "corpora/<b>" },
    until: {},
  } as const;
  const showing = {
    scores: { split: "test", items: "sentences", evaluations: [] },
    samples: ["<img src=x> & co", ""],
    weights: { step: 3, last: 4 },
  } as const;
  const page = reportPage({ folder: "runs/x", config, showing, notes: [], figures: [] });
  expect(page).not.toMatch(/<img|<b>/);
  const { document } = parseHTML(page);
  expect(document.querySelector("li")?.textContent).toBe("<img src=x> & co");
  expect(document.querySelectorAll("li")[1]?.textContent).toBe("no word");
  expect(document.querySelector("h1")?.textContent).toBe("mine on <b>");
});
