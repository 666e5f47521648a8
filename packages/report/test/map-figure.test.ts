import { mapFigure } from "@textvae/report";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";

test("a map has each text at its place, to be read and not to be run", () => {
  const texts = ["left below", "<script>right</script>", "above"];
  const place_N2 = Float32Array.of(-1, -1, 3, 0, 1, 1);
  const { svg } = mapFigure({ title: "a map", place_N2, texts });
  const { document } = parseHTML(`<!doctype html><html><body>${svg}</body></html>`);
  const dots = [...document.querySelectorAll("circle")].map((dot) => ({
    x: Number(dot.getAttribute("cx")),
    y: Number(dot.getAttribute("cy")),
    text: dot.textContent,
  }));
  expect(dots.map(({ text }) => text)).toEqual(texts);
  const [below, right, above] = dots;
  expect(below?.x).toBeLessThan(above?.x ?? 0);
  expect(above?.x).toBeLessThan(right?.x ?? 0);
  expect(above?.y).toBeLessThan(right?.y ?? 0);
  expect(document.querySelector("script")).toBeNull();
  // One scale for both directions.
  const across = ((right?.x ?? 0) - (below?.x ?? 0)) / 4;
  expect(((below?.y ?? 0) - (above?.y ?? 0)) / 2).toBeCloseTo(across, 0);
  const same = mapFigure({ title: "one place", place_N2: new Float32Array(4), texts: ["a", "b"] });
  expect(same.svg).not.toContain("NaN");
});
