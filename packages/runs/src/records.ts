import { TextvaeError } from "@textvae/core";
import { checks } from "@textvae/run-format";

const { aCount, aNumber, aRecord, aText, fields, listOf, optional } = checks;

const data = fields({
  provides: listOf(aText),
  labels: optional(listOf(aText)),
  options: aRecord,
  vocabulary: fields({ size: aCount, sha256: aText }),
  tokenizer: optional(
    fields({
      plugin: fields({ kind: aText, name: aText, version: aText, options: aRecord }),
      file: optional(fields({ name: aText, option: aText, sha256: aText })),
    }),
  ),
});

/** What `config.json` of a run must hold for its model to be made again. */
export const runRecord: checks.Check = fields({
  recipe: aText,
  options: aRecord,
  seed: aNumber,
  data,
});

/** What `model.json` of a bundle must hold. */
export const manifestRecord: checks.Check = fields({
  recipe: aText,
  step: aCount,
  seed: aNumber,
  data,
  parts: aRecord,
  weights: fields({ dtype: aText, sha256: aText }),
  seal: aText,
  notes: listOf(aText),
  numbers: listOf(
    fields({
      split: aText,
      items: aCount,
      nll: aNumber,
      ppl: aNumber,
      divergence: aNumber,
      estimator: fields({ name: aText }),
    }),
  ),
});

/** Throws `CONFIG` for a record that is not as the check says, naming the file and the place in it. */
export const checkRecord = (
  record: unknown,
  check: checks.Check,
  { file, hint }: { readonly file: string; readonly hint: string },
): void => {
  const problem = check(record, "");
  if (!problem) return;
  const { path, expected, got } = problem;
  throw new TextvaeError("CONFIG", path === "" ? file : `${file}, ${path}`, {
    expected,
    got,
    hint,
  });
};
