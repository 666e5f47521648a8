import { add, mul, type Tensor } from "@tensorflow/tfjs-core";
import {
  entropyOfBits,
  entropyOfLogits,
  exponentialExcess,
  klOfBits,
  klOfLogits,
  logProbabilities,
} from "@textvae/ops";
import { define, type ReferenceArray, total } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

const CLASSES = 5;
/** How far q and p are apart: their KL is of the order of its square. */
const NEAR = 2 ** -10;
/** A sum in single precision has lost half the digits of such a difference. */
const tolerance = 1e-3;

type Row = (k: number) => number;

const rowOf =
  (x: ReferenceArray | undefined, i: number, scale: number): Row =>
  (k) =>
    scale * (x as ReferenceArray).at(i, k);

const logSoftmax =
  (l: Row): Row =>
  (k) =>
    l(k) - Math.log(total(CLASSES, (j) => Math.exp(l(j))));

const entropy = (l: Row): number =>
  -total(CLASSES, (k) => Math.exp(logSoftmax(l)(k)) * logSoftmax(l)(k));

/** ln Σ q eᵟ − Σ q δ for p = q + δ, in doubles. */
const kl = (q: Row, delta: Row): number => {
  const of = (f: Row) => total(CLASSES, (k) => Math.exp(logSoftmax(q)(k)) * f(k));
  const mean = of(delta);
  return Math.log1p(of((k) => Math.expm1(delta(k) - mean)));
};

const logOdds = (x: ReferenceArray | undefined, i: number, scale: number): Row => {
  const l = rowOf(x, i, scale)(0);
  return (k) => (k === 0 ? l : k === 1 ? 0 : Number.NEGATIVE_INFINITY);
};

const apart = (a?: Tensor, b?: Tensor): [q: Tensor, p: Tensor] => {
  const q = mul(a as Tensor, 4);
  return [q, add(q, mul(b as Tensor, NEAR))];
};

/** Divergences of distributions that almost agree, magnified, and entropies. */
export const closedForms = (): Agreement[] => [
  {
    name: "exponentialExcess near zero",
    inputs: [[40]],
    compute: (x) => mul(exponentialExcess(mul(x as Tensor, NEAR)), NEAR ** -2),
    define: (x) =>
      define([40], (i) => {
        const y = NEAR * (x as ReferenceArray).at(i as number);
        return (Math.expm1(y) - y) / NEAR ** 2;
      }),
  },
  {
    name: "klOfLogits near equality",
    inputs: [
      [6, CLASSES],
      [6, CLASSES],
    ],
    compute: (a, b) => mul(klOfLogits(...apart(a, b)), NEAR ** -2),
    define: (a, b) =>
      define([6], (i) => kl(rowOf(a, i as number, 4), rowOf(b, i as number, NEAR)) / NEAR ** 2),
    tolerance,
  },
  {
    name: "klOfBits near equality",
    inputs: [
      [9, 1],
      [9, 1],
    ],
    compute: (a, b) => mul(klOfBits(...apart(a, b)), NEAR ** -2),
    define: (a, b) =>
      define([9, 1], (i) => {
        const delta = NEAR * (b as ReferenceArray).at(i as number, 0);
        const moved: Row = (k) => (k === 0 ? delta : 0);
        return kl(logOdds(a, i as number, 4), moved) / NEAR ** 2;
      }),
    tolerance,
  },
  {
    name: "entropyOfLogits",
    inputs: [[6, CLASSES]],
    within: [-6, 6],
    compute: (x) => entropyOfLogits(x as Tensor),
    define: (x) => define([6], (i) => entropy(rowOf(x, i as number, 1))),
  },
  {
    name: "entropyOfBits",
    inputs: [[9, 1]],
    within: [-6, 6],
    compute: (x) => entropyOfBits(x as Tensor),
    define: (x) =>
      define([9, 1], (i) => {
        const l = (x as ReferenceArray).at(i as number, 0);
        const q = 1 / (1 + Math.exp(-l));
        return -(q * Math.log(q) + (1 - q) * Math.log1p(-q));
      }),
  },
  {
    name: "logProbabilities",
    inputs: [[6, CLASSES]],
    within: [-6, 6],
    compute: (x) => logProbabilities(x as Tensor),
    define: (x) =>
      define([6, CLASSES], (i, k) => logSoftmax(rowOf(x, i as number, 1))(k as number)),
  },
];
