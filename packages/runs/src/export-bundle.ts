import { hostTensors, recordOf, type Storage, TextvaeError } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import { encodeSafetensors, sha256 } from "@textvae/run-format";
import { bundleReadme } from "./bundle-readme.ts";
import { keptFiles } from "./kept-tokenizer.ts";
import { describeVocabulary, MANIFEST, type Manifest, sealOf, WEIGHTS } from "./manifest.ts";
import type { RecordedNumbers } from "./recorded-numbers.ts";
import { requireMembers } from "./require-members.ts";
import type { TrainedModel } from "./trained-model.ts";

export interface ExportOptions {
  /** F32 as trained (default), or F16, rounded to the nearest half: half the size. */
  readonly dtype?: "F32" | "F16";
  /** Numbers that were measured of the model, for its description. */
  readonly numbers?: readonly RecordedNumbers[];
}

/**
 * Writes a trained model as a bundle: `model.json` with its parts, `vocab.txt` or the file of its
 * tokenizer, `weights.safetensors` and a `README.md` with its numbers. It holds what using the model needs and
 * nothing that only training needs.
 *
 * @throws {TextvaeError} `OPTION` for another dtype; `NON_FINITE` for a weight that a half can't hold, with F16; `STORAGE`.
 *
 * @example
 * await exportBundle(await openTrained(run, registry), memoryStorage(), { dtype: "F16" });
 */
export const exportBundle = async (
  trained: TrainedModel,
  to: Pick<Storage, "write">,
  options: ExportOptions = {},
): Promise<Manifest> => {
  requireMembers("exportBundle.trained", trained, "a trained model", "evaluation", "encode");
  requireMembers("exportBundle.to", to, "where files are written", "write");
  const { dtype = "F32", numbers = trained.facts.numbers } = namedOptions(
    "exportBundle, options",
    options,
  );
  if (dtype !== "F32" && dtype !== "F16") {
    const expected = 'one of "F32", "F16"';
    throw new TextvaeError("OPTION", "exportBundle.dtype", {
      expected,
      got: JSON.stringify(dtype),
    });
  }
  const { model, tokenizer, facts, seed, evaluation } = trained;
  const weights = encodeSafetensors(await hostTensors(model.parameters), { floats: dtype });
  const said: Omit<Manifest, "seal"> = {
    format: "textvae-bundle-1",
    recipe: facts.recipe,
    step: facts.step,
    seed,
    data: { ...facts.data, vocabulary: await describeVocabulary(model.vocabulary) },
    parts: recordOf(model.parts),
    evaluation: recordOf(evaluation()),
    weights: { dtype, sha256: await sha256(weights) },
    notes: facts.notes,
    numbers,
  };
  const manifest: Manifest = { ...said, seal: await sealOf(said) };
  const text = (content: string) => new TextEncoder().encode(content);
  await to.write(WEIGHTS, weights);
  for (const { name, content } of keptFiles({ vocabulary: model.vocabulary, tokenizer }))
    await to.write(name, text(content));
  await to.write("README.md", text(bundleReadme(manifest, facts, weights.length)));
  // Last, since a folder with a description is a bundle.
  await to.write(MANIFEST, text(`${JSON.stringify(manifest, null, 2)}\n`));
  return manifest;
};
