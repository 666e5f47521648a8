import { checkBuilt, expectShape, nameOf } from "@textvae/core/internals";
import {
  type BuiltOutput,
  type Described,
  described,
  type Output,
  type OutputSizes,
  type Scope,
} from "@textvae/core/plugin";
import { linear, vocabularyCrossEntropy } from "@textvae/ops";
import { affineParameters } from "./affine.ts";

/**
 * p(w|h) = softmax(hW + b)_w over the whole vocabulary, with W `[H, V]`: the output of a decoder that
 * is given no other.
 *
 * @example
 * const decoder = lstmDecoder({ output: softmaxOutput({}) }); // as lstmDecoder()
 */
export const softmaxOutput: Described<Readonly<Record<string, never>>, Output> = described(
  "output",
  "softmax",
  "One softmax over all words",
  (): Output => ({
    build(scope, { features, vocabulary }) {
      const { kernel, bias } = affineParameters(scope, features, vocabulary.size);
      return {
        crossEntropy: (h_NH, targets_N) => vocabularyCrossEntropy(h_NH, kernel, bias, targets_N),
        logits: (h_NH) => linear(h_NH, kernel, bias),
      };
    },
  }),
  {},
);

/**
 * The output of a decoder, with its parameters under `output`, held to its contract: the one that it
 * was given, or else a softmax.
 *
 * @throws {TextvaeError} `SHAPE` and `PLUGIN`, when it is used, for an output that returns other shapes.
 *
 * @example
 * const output = buildOutput(options.output, scope, { vocabulary, features, table_VE });
 * const nll_N = output.crossEntropy(h_NH, targets_N);
 */
export const buildOutput = (
  output: Output | undefined,
  scope: Scope,
  sizes: OutputSizes,
): BuiltOutput => {
  const chosen = output ?? softmaxOutput({});
  const name = nameOf(chosen, "output");
  const built = chosen.build(scope.child("output"), sizes);
  checkBuilt(name, built, "crossEntropy", "logits");
  return {
    crossEntropy: (h_NH, targets_N) =>
      expectShape(`${name}.crossEntropy`, built.crossEntropy(h_NH, targets_N), [targets_N.length]),
    logits: (h_NH) =>
      expectShape(`${name}.logits`, built.logits(h_NH), [h_NH.shape[0], sizes.vocabulary.size]),
  };
};

/** What {@link isOutput} expects, in words. */
export const OUTPUT = "an output, such as softmaxOutput({})";

/** Whether a value is an output, as options of decoders take one. */
export const isOutput = (value: unknown): value is Output =>
  typeof (value as Partial<Output> | null)?.build === "function";
