import type { Storage } from "@textvae/core";
import { checks, sha256 } from "@textvae/run-format";
import { parseWritten } from "../record/written.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { Scores } from "./scores.ts";

const { aCount, aNumber, aText, fields, listOf, optional } = checks;

/** What `diagnostics.json` holds. */
export interface StoredDiagnosis extends Diagnosis {
  readonly checkpoint: { readonly step: number; readonly sha256: string };
  readonly scores: Scores;
}

const FILE = "diagnostics.json";
const PLACE = {
  file: FILE,
  code: "STORAGE",
  hint: "Remove it, or write it anew with textvae diagnose.",
} as const;

/** What others read of it. */
const storedDiagnosis = fields({
  checkpoint: fields({ step: aCount, sha256: aText }),
  split: aText,
  information: listOf(fields({ mutualInformation: aNumber, estimator: aText })),
  weighted: optional(fields({ nll: aNumber, items: aNumber, estimator: fields({ name: aText }) })),
  activeUnits: optional(fields({ active: aNumber, units: aNumber })),
});

/** Keeps a diagnosis in the run with the hash of the weights it speaks of. */
export const storeDiagnosis = async (
  { storage, step }: { readonly storage: Storage; readonly step: number },
  diagnosis: Diagnosis,
  scores: Scores,
): Promise<StoredDiagnosis> => {
  const hash = (await weightsHash(storage, step)) ?? "";
  const stored = { checkpoint: { step, sha256: hash }, scores, ...diagnosis };
  await storage.write(FILE, new TextEncoder().encode(`${JSON.stringify(stored, null, 2)}\n`));
  return stored;
};

/**
 * The diagnosis of a run; undefined without one, or when its checkpoint is there no more. Throws
 * `STORAGE` for a file of other content.
 */
export const readDiagnosis = async (storage: Storage): Promise<StoredDiagnosis | undefined> => {
  if (!(await storage.exists(FILE))) return undefined;
  const text = new TextDecoder().decode(await storage.read(FILE));
  const stored = parseWritten<StoredDiagnosis>(storedDiagnosis, text, PLACE);
  const { step, sha256: hash } = stored.checkpoint;
  return (await weightsHash(storage, step)) === hash ? stored : undefined;
};

const weightsHash = async (storage: Storage, step: number): Promise<string | undefined> => {
  const names = await storage.list("checkpoints");
  const folder = names.find((name) => Number(name) === step);
  if (folder === undefined) return undefined;
  const weights = await storage.read(`checkpoints/${folder}/weights.safetensors`);
  return sha256(weights);
};
