import { beforeAll, expect, test } from "vitest";
import type { LstmEncoderInput } from "../src/options.ts";
import { batchOf, build, context, rowsOf, setToSines, startCpu } from "./tiny.ts";

beforeAll(startCpu);

/*
 * PyTorch 2.13.0, double precision. P(k, …) is the k-th parameter in the encoder's order.
 *
 * def P(k, *shape):
 *     n = math.prod(shape)
 *     return (0.5 * torch.sin(1.3 * k + 0.7 * torch.arange(n, dtype=torch.float64))).reshape(shape)
 * def encode(bidirectional, layers, E=2, H=3, V=5, summary=False):
 *     table, k, sd = P(0, V, E), 1, {}
 *     net = torch.nn.LSTM(E, H, layers, bidirectional=bidirectional).double()
 *     for l in range(layers):
 *         I = E if l == 0 else H * (2 if bidirectional else 1)
 *         for d in [""] + (["_reverse"] if bidirectional else []):
 *             sd[f"weight_ih_l{l}{d}"] = P(k, I, 4*H).T
 *             sd[f"weight_hh_l{l}{d}"] = P(k+1, H, 4*H).T
 *             sd[f"bias_ih_l{l}{d}"], sd[f"bias_hh_l{l}{d}"] = P(k+2, 4*H), torch.zeros(4*H).double()
 *             k += 3
 *     net.load_state_dict(sd)
 *     for ids in [[2, 3, 4, 0], [4, 0]]:
 *         _, (h, c) = net(table[ids][:, None])
 *         top = 2 if bidirectional else 1
 *         f = torch.cat(list(h[-top:, 0]))
 *         if summary:
 *             f = torch.cat([f] + list(c[-top:, 0])) @ P(k, 2*H*top, H) + P(k+1, H)
 *         print(f.tolist())
 */
const fixtures: [LstmEncoderInput, number[][]][] = [
  [
    { layers: 2 },
    [
      [-0.12662808, 0.04014284, 0.13182373],
      [-0.12275653, 0.02734745, 0.11757042],
    ],
  ],
  [
    { layers: 2, bidirectional: true },
    [
      [-0.02834272, -0.20003448, -0.32800637, 0.17084936, 0.14668725, 0.09729261],
      [-0.03508805, -0.15864336, -0.25303468, 0.1534889, 0.12090396, 0.07106111],
    ],
  ],
  [
    { summary: "hidden-cell" },
    [
      [0.01817192, 0.48498217, 0.72369773],
      [0.02788312, 0.45737441, 0.67175537],
    ],
  ],
  [
    { bidirectional: true, summary: "hidden-cell" },
    [
      [-0.51213974, -0.56606895, -0.35376709],
      [-0.47816044, -0.4421485, -0.19818722],
    ],
  ],
];

test.each(fixtures)("%o gives the features that PyTorch gives", async (options, expected) => {
  const { encode, encoder, scope } = build(options);
  setToSines(scope.parameters);
  const features = await rowsOf(encode(batchOf([[2, 3, 4], [4]]), context()));
  features.forEach((row, b) => {
    expect(row.length).toBe(encoder.features);
    row.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[b]?.[i] as number, 6);
    });
  });
});
