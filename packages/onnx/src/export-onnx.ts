import { hostTensors, recordOf } from "@textvae/core";
import type { TrainedModel } from "@textvae/runs";
import { beginGraph, stepGraph } from "./decoder.ts";
import { encoderGraph } from "./encoder.ts";
import type { PartRecord } from "./latent.ts";
import { refused, weightsIn } from "./weights.ts";

/** The files of an export; a language model has neither encoder nor first states. */
export const ONNX_FILES: readonly string[] = [
  ...["words.json", "encoder.onnx", "begin.onnx", "step.onnx"],
];

/** The parts that an export knows. */
const KNOWN = ["encoder", "prior", "decoder"];

/**
 * An LSTM model as ONNX graphs, by the names of their files: `encoder.onnx` (words to the mean code, of
 * discrete codes the mode), `begin.onnx` (a code to the decoder's first states), `step.onnx` (a word
 * and states to the logits of the next word); of a language model the last alone, which starts at
 * zeros. `words.json` lists the words and the ids of start, end and unknown word. IR version 10 and
 * operators of version 21, which runtimes have read since 2024.
 *
 * @throws {TextvaeError} `CAPABILITY` for a part that is not of these: a flow, a condition, another encoder,
 * decoder or output.
 *
 * @example
 * const files = await exportOnnx(trained);
 * await writeFile("step.onnx", files.get("step.onnx"));
 */
export const exportOnnx = async ({
  model,
  facts,
}: TrainedModel): Promise<Map<string, Uint8Array>> => {
  const parts = recordOf(model.parts) as unknown as Readonly<Record<string, PartRecord>>;
  for (const [kind, part] of Object.entries(parts)) {
    if (KNOWN.includes(kind) || !part || (Array.isArray(part) && part.length === 0)) continue;
    throw refused("encoder, prior and decoder alone", `a model with ${kind}`);
  }
  const { encoder, prior, decoder } = parts;
  if (encoder) requireLstm("encoder", encoder);
  requireLstm("decoder", decoder);
  const { vocabulary } = model;
  const { eos, unk } = vocabulary;
  const weights = weightsIn(await hostTensors(model.parameters));
  const about = `${facts.recipe} of textvae after ${facts.step} updates`;
  const of = { weights, eos, unk, about, words: vocabulary.size };
  const text = JSON.stringify({ start: eos, end: eos, unknown: unk, words: vocabulary.words });
  const files = new Map<string, Uint8Array>();
  files.set("words.json", new TextEncoder().encode(`${text}\n`));
  if (encoder && prior) {
    files.set("encoder.onnx", encoderGraph(of, encoder, prior));
    files.set("begin.onnx", beginGraph(of, decoder, facts.latent));
  }
  return files.set("step.onnx", stepGraph(of, decoder, facts.latent));
};

/** Encoders and decoders that are exported, by the names of their plugins. */
const SEQUENCES = ["lstm"];

function requireLstm(kind: string, part: PartRecord | undefined): asserts part is PartRecord {
  if (SEQUENCES.includes(part?.name ?? "")) return;
  throw refused(`the ${kind} ${SEQUENCES}`, part?.name ?? "one of your own");
}
