import { fromBinary } from "@bufbuild/protobuf";
import { cpu } from "@textvae/backend-cpu";
import { TextvaeError } from "@textvae/core";
import type { TrainedModel } from "@textvae/runs";
import { type GraphProto, ModelProtoSchema } from "onnx-buf";
import { beforeAll, describe, expect, test } from "vitest";
import { exportOnnx } from "../src/index.ts";
import { small } from "./small.ts";

beforeAll(() => cpu().start());

const graphsOf = async (trained: TrainedModel) => {
  const files = await exportOnnx(trained);
  return [...files].flatMap(([name, bytes]) => {
    if (!name.endsWith(".onnx")) return [];
    const { irVersion, opsetImport, graph } = fromBinary(ModelProtoSchema, bytes);
    expect([irVersion, opsetImport[0]?.version]).toEqual([10n, 21n]);
    return [{ name, graph: graph as GraphProto }];
  });
};

const namesOf = (values: readonly { readonly name: string }[]) => values.map(({ name }) => name);

describe("graphs", () => {
  test("take and give what their names say", async () => {
    const graphs = await graphsOf(small("nvrnn", { prior: "gaussian", inputless: true }));
    expect(
      graphs.map(({ name, graph }) => [name, namesOf(graph.input), namesOf(graph.output)]),
    ).toEqual([
      ["encoder.onnx", ["words", "lengths"], ["code"]],
      ["begin.onnx", ["code"], ["h_0", "c_0"]],
      ["step.onnx", ["word", "code", "h_0", "c_0"], ["logits", "next_h_0", "next_c_0"]],
    ]);
    const language = await graphsOf(small("rnnlm"));
    expect(language.map(({ name }) => name)).toEqual(["step.onnx"]);
  });

  test.each([
    ...["gaussian", "vmf", "bernoulli", "categorical"].map((prior) => ({ prior })),
    { output: "tied" },
    { output: "adaptive", outputOptions: { cutoffs: [4, 8] } },
  ])("of %o use each value after it was made, and every weight that they hold", async (options) => {
    for (const { graph } of await graphsOf(small("nvrnn", options))) {
      const known = new Set([...namesOf(graph.input), ...namesOf(graph.initializer), ""]);
      const used = new Set<string>();
      for (const { input, output } of graph.node) {
        for (const name of input) {
          expect(known).toContain(name);
          used.add(name);
        }
        for (const name of output) known.add(name);
      }
      for (const name of namesOf(graph.initializer)) expect(used).toContain(name);
      for (const name of namesOf(graph.output)) expect(known).toContain(name);
    }
  });

  test("have the gates in the order i, o, f, g, and a second bias of zeros", async () => {
    const { model, ...trained } = small("rnnlm");
    const [step] = await graphsOf({ ...trained, model });
    const lstm = step?.graph.node.find(({ opType }) => opType === "LSTM");
    const constant = (name: string | undefined) => {
      const found = step?.graph.initializer.find((each) => each.name === name);
      const values = new Float32Array(found?.rawData.slice().buffer ?? new ArrayBuffer(0));
      return { values, dims: found?.dims.map(Number) };
    };
    const ours = (name: string) => model.parameters.get(`decoder.lstm.0.${name}`);
    const bias = constant(lstm?.input[3]);
    expect(bias.dims).toEqual([1, 48]);
    const [i, f, g, o] = [0, 6, 12, 18].map((at) => [
      ...(ours("bias")
        ?.dataSync()
        .slice(at, at + 6) ?? []),
    ]);
    expect([...bias.values]).toEqual([i, o, f, g, Array(24).fill(0)].flat());

    const kernel = constant(lstm?.input[1]);
    const [width = 0] = ours("kernel")?.shape ?? [];
    expect(kernel.dims).toEqual([1, 24, width]);
    // The weight of the last input in the output gate's second unit.
    const [row, column] = [6 + 1, width - 1];
    expect(kernel.values[row * width + column]).toBe(
      ours("kernel")?.dataSync()[column * 24 + 18 + 1],
    );
  });
});

test.each([
  ["nvrnn", { prior: "gaussian", condition: "bow" }, /condition/],
  ["nvrnn", { prior: "gaussian", flow: "planar" }, /flows/],
] as const)("of %s with %o nothing is exported", async (recipe, options, said) => {
  const error = await exportOnnx(small(recipe, options)).catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(TextvaeError);
  expect(error).toMatchObject({ code: "CAPABILITY", message: expect.stringMatching(said) });
});
