/** Nodes and weights on [0, 1]. */
export interface Quadrature {
  readonly nodes: number[];
  readonly weights: number[];
}

/** P_n(x) and P_n′(x) by Bonnet's recursion. */
const legendre = (n: number, x: number): readonly [value: number, derivative: number] => {
  let previous = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  }
  return [value, (n * (x * value - previous)) / (x * x - 1)];
};

/** The n-point Gauss–Legendre rule on [0, 1], exact for polynomials of degree 2n − 1. */
export const gaussLegendre = (n: number): Quadrature => {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let newton = 0; newton < 8; newton++) {
      const [value, derivative] = legendre(n, x);
      x -= value / derivative;
    }
    const slope = legendre(n, x)[1];
    nodes.push((1 - x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
};
