import { tensor1d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Model } from "@textvae/core";
import { describeFinding, diagnoseCollapse, latentTraversal } from "@textvae/diagnostics";
import { describe, expect, test } from "vitest";

await cpu().start();

const kinds = (vitals: Parameters<typeof diagnoseCollapse>[0]) =>
  diagnoseCollapse(vitals).map(({ kind }) => kind);

describe("the collapse doctor", () => {
  test("says nothing of a model that uses its code", () => {
    const healthy = { kl: 8, earlierKl: [2, 6], reconstruction: 90, unigram: 140 };
    expect(kinds({ ...healthy, mutualInformation: 6, activeUnits: 12 })).toEqual([]);
    expect(kinds(healthy)).toEqual([]);
  });

  test("names collapse, with its number and what to try", () => {
    const [finding] = diagnoseCollapse({ kl: 0.012 });
    expect(finding?.kind).toBe("collapsed");
    const line = describeFinding(finding as NonNullable<typeof finding>);
    expect(line).toMatch(/posterior collapse: KL 0\.01 nats.*; try free bits.*lagging/);
    expect(kinds({ kl: 2, activeUnits: 0 })).toEqual(["collapsed"]);
  });

  test("tells codes that are paid for and ignored", () => {
    expect(kinds({ kl: 7.7, mutualInformation: 0.2 })).toEqual(["ignored-code"]);
    expect(kinds({ kl: 7.7, mutualInformation: 0.8 })).toEqual([]);
  });

  test.each([
    // ln 40: all that 40 items can show of 85.3 nats, of which a tenth would take 5,071 of them.
    [{ kl: 85.3, mutualInformation: 3.689, cap: Math.log(40) }, ["too-few-items"]],
    [{ kl: 85.3, mutualInformation: 3.2, cap: Math.log(40) }, ["too-few-items"]],
    [{ kl: 85.3, mutualInformation: 0.3, cap: Math.log(40) }, ["ignored-code"]],
    [{ kl: 85.3, mutualInformation: 8.5, cap: Math.log(5000) }, ["too-few-items"]],
    [{ kl: 7.7, mutualInformation: 0.2, cap: Math.log(5000) }, ["ignored-code"]],
    [{ kl: 7.7, mutualInformation: 0, cap: 0 }, ["too-few-items"]],
    [{ kl: 30, mutualInformation: 3.5, cap: Math.log(40) }, []],
    // Forty items of which four differ: ln 4 tells every one of them apart.
    [{ kl: 30.9, mutualInformation: Math.log(4), cap: Math.log(40) }, ["too-few-items"]],
    [{ kl: 85.3, mutualInformation: Math.log(40) }, ["too-few-items"]],
    [{ kl: 85.3, mutualInformation: Math.log(2) }, ["too-few-items"]],
    [{ kl: 85.3, mutualInformation: -0.01, cap: Math.log(40) }, ["ignored-code"]],
  ])("does not take the cap of few items for codes that are ignored: %o", (vitals, found) => {
    expect(kinds(vitals)).toEqual(found);
  });

  test("says how many items would tell", () => {
    const [finding] = diagnoseCollapse({ kl: 85.3, mutualInformation: 3.689, cap: 3.689 });
    expect(finding?.says).toContain("3.69 of the 3.69 nats that so few items can show");
    expect(finding?.advice).toEqual(["at least 5,065 items"]);
    const [of] = diagnoseCollapse({ kl: 25_000, mutualInformation: 3.689, cap: 3.689 });
    expect(of?.advice).toEqual([expect.stringContaining("the reconstruction, as no split")]);
  });

  test("trusts the information before the units, which on a wide sphere are all below the threshold", () => {
    const wide = { kl: 36.7, activeUnits: 0 };
    expect(kinds({ ...wide, mutualInformation: 8 })).toEqual([]);
    expect(kinds({ ...wide, mutualInformation: 0.1 })).toEqual(["ignored-code"]);
  });

  test("warns that a constant KL says nothing, unless something else does", () => {
    expect(kinds({ kl: 19.52, earlierKl: [19.52, 19.52] })).toEqual(["constant-kl"]);
    expect(kinds({ kl: 19.52, earlierKl: [19.52], mutualInformation: 8 })).toEqual([]);
    expect(kinds({ kl: 19.52, earlierKl: [19.1] })).toEqual([]);
    expect(kinds({ kl: 19.52 })).toEqual([]);
  });

  test("compares with the unigram model", () => {
    expect(kinds({ kl: 3, reconstruction: 150, unigram: 141.6 })).toEqual(["worse-than-unigram"]);
  });
});

describe("a traversal", () => {
  const of = (support: string) => ({ parts: { prior: { support } } }) as unknown as Model;

  test("moves one coordinate", () => {
    const codes = latentTraversal(of("euclidean"), [1, 2, 3], { dimension: 1, values: [-1, 5] });
    expect(codes).toEqual([
      [1, -1, 3],
      [1, 5, 3],
    ]);
  });

  test.each([
    [tensor1d([1, 2]), {}, "SHAPE", /lists of equally many finite numbers; got a tensor \[2\]/],
    [undefined, {}, "SHAPE", /got undefined/],
    [[1, Number.NaN], {}, "SHAPE", /got NaN at 1/],
    [[1, 2], { values: [Number.NaN] }, "OPTION", /expected finite numbers; got NaN/],
  ])("of %o is refused", (code, more, errorCode, says) => {
    const move = () =>
      latentTraversal(of("euclidean"), code as never, { dimension: 0, values: [1], ...more });
    expect(move).toThrow(expect.objectContaining({ code: errorCode }));
    expect(move).toThrow(says);
  });

  test("stays on the sphere", () => {
    const codes = latentTraversal(of("sphere"), [0.6, 0, 0.8], {
      dimension: 0,
      values: [-1, 0, 0.5],
    });
    for (const code of codes) expect(Math.hypot(...code)).toBeCloseTo(1, 12);
    expect(codes.map(([x]) => x)).toEqual([-1, 0, 0.5]);
    const outside = { dimension: 0, values: [1.5] };
    expect(() => latentTraversal(of("sphere"), [1, 0], outside)).toThrow(/from −1 to 1/);
    expect(() => latentTraversal(of("sphere"), [1, 0], { ...outside, dimension: 2 })).toThrow(
      /0 to 1/,
    );
  });
});
