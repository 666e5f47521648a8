import {
  fused,
  matMul,
  slice,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { bits, supported, uniform } from "./helpers.ts";

/** a·b, rounded by `round` after every product and every sum. */
const reference = (
  a: Float32Array,
  b: Float32Array,
  [m, k, n]: readonly [number, number, number],
  round: (x: number) => number,
): Float64Array =>
  Float64Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let total = 0;
    for (let p = 0; p < k; p++) {
      total = round(total + round((a[i * k + p] as number) * (b[p * n + j] as number)));
    }
    return total;
  });

describe.each(supported)("%s kernels", (kernels) => {
  beforeAll(async () => {
    expect((await wasm({ kernels }).start()).facts.kernels).toBe(kernels);
  });

  test("products are right at the edges of every tile, in every transposition", async () => {
    const edges = [1, 3, 4, 5, 7, 8, 15, 16, 17, 33];
    for (const m of edges) {
      for (const n of edges) {
        const k = 19;
        const [a, b] = [uniform(m, m, k), uniform(100 + n, k, n)];
        const expected = reference(a, b, [m, k, n], (x) => x);
        for (const [tA, tB] of [[], [true], [false, true], [true, true]] as boolean[][]) {
          const c = tidy(() => {
            const [left, right] = [tensor2d(a, [m, k]), tensor2d(b, [k, n])];
            return matMul(tA ? transposed(left) : left, tB ? transposed(right) : right, tA, tB);
          });
          const actual = await c.data();
          c.dispose();
          const error = Math.max(...expected.map((x, i) => Math.abs(x - (actual[i] as number))));
          expect(error, `${m} × ${n}`).toBeLessThan(1e-5);
        }
      }
    }
  });

  test("a product over no numbers is its bias", async () => {
    const y = tidy(() =>
      fused.matMul({ a: zeros([2, 0]), b: zeros([0, 3]), bias: tensor1d([1, 2, 3]) }),
    );
    expect(Array.from(await y.data())).toEqual([1, 2, 3, 1, 2, 3]);
    y.dispose();
  });

  test("a row of a product does not depend on the other rows", async () => {
    const [m, k, n] = [23, 700, 37];
    const a = tensor2d(uniform(1, m, k), [m, k]);
    const b = tensor2d(uniform(2, k, n), [k, n]);
    const whole = await bits(matMul(a, b));
    for (const i of [0, 4, 22]) {
      const row = await bits(tidy(() => matMul(slice(a, [i, 0], [1, k]), b)));
      expect(row).toEqual(whole.slice(i * n, (i + 1) * n));
    }
    for (const x of [a, b]) x.dispose();
  });
});

const transposed = (x: Tensor2D): Tensor2D => {
  const [rows, columns] = x.shape;
  const values = x.dataSync();
  const turned = Float32Array.from(
    values,
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number,
  );
  return tensor2d(turned, [columns, rows]);
};

test("plain products round every product and every sum: the same bits on every machine", async () => {
  await wasm({ kernels: "plain" }).start();
  const sizes = [9, 130, 21] as const;
  const [m, k, n] = sizes;
  const [a, b] = [uniform(1, m, k), uniform(2, k, n)];
  const actual = await bits(tidy(() => matMul(tensor2d(a, [m, k]), tensor2d(b, [k, n]))));
  const expected = Float32Array.from(reference(a, b, sizes, Math.fround));
  expect(actual).toEqual(new Uint32Array(expected.buffer));
});
