import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  besselRatio,
  besselRatioDerivative,
  digamma,
  lgamma,
  logBesselI,
  logSphereMoment,
} from "../../src/index.ts";

/*
 * test/fixtures/bessel.json was made by mpmath 1.2.1; rows [m, κ, ln I_{m/2−1}, A, A′, ln ₀F₁]:
 *   mp.dps = 60; v = mpf(m)/2 - 1
 *   i0, i1 = besseli(v, k), besseli(v + 1, k); A = i1/i0
 *   [m, k, log(i0), A, 1 - A*A - (m-1)*A/k, log(i0) + loggamma(mpf(m)/2) - v*log(k/2)]
 */
type Row = [m: number, kappa: number, logI: number, a: number, slope: number, moment: number];
const rows: Row[] = JSON.parse(
  readFileSync(new URL("../fixtures/bessel.json", import.meta.url), "utf8"),
);

/** |got − want| as a fraction of |want|, or of `scale` where that is larger. */
const error = (got: number, want: number, scale = 0): number =>
  Math.abs(got - want) / Math.max(Math.abs(want), scale);

describe("modified Bessel functions against mpmath, m = 2 … 10 000, κ = 1e-6 … 1e6", () => {
  test.each(rows)("m = %d, κ = %d", (m, kappa, logI, a, slope, moment) => {
    expect(error(logBesselI(m / 2 - 1, kappa), logI, 1)).toBeLessThan(1e-11);
    expect(error(besselRatio(m, kappa), a)).toBeLessThan(1e-13);
    expect(error(besselRatioDerivative(m, kappa), slope)).toBeLessThan(1e-8);
    expect(error(logSphereMoment(m, kappa), moment)).toBeLessThan(1e-11);
    const kl = kappa * a - moment;
    if (kl > 1) expect(error(kappa * besselRatio(m, kappa) - moment, kl)).toBeLessThan(1e-9);
  });

  test("κ = 0 is the limit", () => {
    expect(logBesselI(0, 0)).toBe(0);
    expect(logBesselI(1, 0)).toBe(-Infinity);
    expect(logSphereMoment(50, 0)).toBe(0);
    expect(besselRatio(50, 0)).toBe(0);
    expect(besselRatioDerivative(50, 0)).toBe(1 / 50);
  });

  // Limits; at κ = 1e30 the leading terms of the expansions in 1/κ.
  test("every argument returns: ∞, NaN, below 0 and beyond every table", () => {
    const [inf, nan] = [Infinity, Number.NaN];
    const functions = { besselRatio, besselRatioDerivative, logSphereMoment, logBesselI };
    const atInfinity = {
      besselRatio: 1,
      besselRatioDerivative: 0,
      logSphereMoment: inf,
      logBesselI: inf,
    };
    for (const [name, f] of Object.entries(functions)) {
      expect(f(50, inf), name).toBe(atInfinity[name as keyof typeof functions]);
      for (const kappa of [nan, -1, -1e-9, -inf])
        expect(f(50, kappa), `${name} ${kappa}`).toBe(nan);
      for (const m of [nan, -1, -inf]) expect(f(m, 2), `${name} of m = ${m}`).toBe(nan);
      expect(f(inf, inf), name).toBe(nan);
      expect(f(50, Number.MAX_VALUE), name).not.toBe(nan);
      expect(f(50, Number.MIN_VALUE), name).not.toBe(nan);
    }
    expect([besselRatio(inf, 2), besselRatioDerivative(inf, 2)]).toEqual([0, 0]);
    expect([logSphereMoment(inf, 2), logBesselI(inf, 2)]).toEqual([0, -inf]);
    for (const kappa of [1e13, 1e30]) {
      expect(error(1 - besselRatio(50, kappa), 24.5 / kappa, 1e-15)).toBeLessThan(0.5);
      expect(error(besselRatioDerivative(50, kappa), 24.5 / kappa ** 2)).toBeLessThan(1e-9);
      expect(error(logBesselI(24, kappa), kappa)).toBeLessThan(1e-9);
    }
    // The continued fraction ends where its start is exact: both sides of that agree.
    for (const m of [3, 50, 1e4]) {
      const [below, above] = [besselRatioDerivative(m, 0.99e8), besselRatioDerivative(m, 1.01e8)];
      const leading = (kappa: number) =>
        (m - 1) / (2 * kappa ** 2) - ((m - 1) * (m - 3)) / (4 * kappa ** 3);
      expect(error(above / below, leading(1.01e8) / leading(0.99e8))).toBeLessThan(2e-6);
    }
  });

  test("A is the derivative of ln ₀F₁", () => {
    for (const [m, kappa] of [
      [2, 3],
      [50, 80],
      [768, 1000],
    ] as const) {
      const h = 1e-4 * kappa;
      const slope = (logSphereMoment(m, kappa + h) - logSphereMoment(m, kappa - h)) / (2 * h);
      expect(error(slope, besselRatio(m, kappa))).toBeLessThan(1e-7);
    }
  });
});

describe("gamma functions", () => {
  // mpmath 1.2.1: float(loggamma(mpf(x))), float(digamma(mpf(x))) with mp.dps = 40
  test.each([
    [0.001, 6.907178885383853, -1000.5755719318103],
    [0.1, 2.252712651734206, -10.423754940411078],
    [0.5, 0.5723649429247001, -1.9635100260214235],
    [1.5, -0.12078223763524522, 0.03648997397857652],
    [2.5, 0.2846828704729192, 0.7031566406452432],
    [7.0, 6.579251212010101, 1.8727843350984672],
    [9.99, 12.779315214350193, 2.250700372831201],
    [10.0, 12.801827480081469, 2.251752589066721],
    [25.0, 54.78472939811232, 3.198742512851974],
    [384.0, 1898.9905744644377, 5.949339904114441],
    [5000.0, 37582.62631568535, 8.517093188082905],
    [1000000.0, 12815504.569147611, 13.815510057964191],
  ])("x = %d", (x, log, psi) => {
    expect(error(lgamma(x), log, 1)).toBeLessThan(4e-15);
    expect(error(digamma(x), psi)).toBeLessThan(4e-15);
  });

  test("poles and negative arguments", () => {
    expect([lgamma(0), lgamma(-1.5), lgamma(Number.NaN)]).toEqual([
      Infinity,
      Number.NaN,
      Number.NaN,
    ]);
    expect([digamma(0), digamma(-1.5)]).toEqual([-Infinity, Number.NaN]);
    for (const f of [lgamma, digamma]) {
      expect(f(Infinity)).toBe(Infinity);
      expect([f(-Infinity), f(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
    }
  });
});
