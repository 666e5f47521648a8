import { hostTensors, type Storage } from "@textvae/core";
import { encodeSafetensors, sha256 } from "@textvae/run-format";
import type { TrainedModel } from "@textvae/runs";
import type { MapDescription } from "./description.ts";
import { MAP_FILES, readCodes, readMap } from "./files.ts";
import type { Reading } from "./reading.ts";

type Files = ReadonlyMap<string, Uint8Array>;

const FOLDER = "maps";

/** What a map is made of: the same gives the same map. */
export interface MapSource {
  readonly model: TrainedModel;
  readonly texts: readonly string[];
  /** Everything that was asked of it: how many items, which seed, which class. */
  readonly asked: unknown;
}

/**
 * The map of a run as it was made before, with what is told beside it today; else what `make` makes,
 * which is kept for the next time in the place of an earlier one. A map that can't be read is made anew,
 * and one that can't be kept is shown all the same.
 *
 * @example
 * const files = await keptMap(storage, { model, texts, asked: { seed: 1 } }, reading, make);
 */
export const keptMap = async (
  storage: Storage,
  source: MapSource,
  reading: Reading,
  make: () => Promise<Files>,
): Promise<Files> => {
  const name = `${FOLDER}/${await nameOf(source)}`;
  const kept = await read(storage, name, reading).catch(() => undefined);
  if (kept) return kept;
  const made = await make();
  await keep(storage, name, made).catch(() => {});
  return made;
};

const nameOf = async ({ model, texts, asked }: MapSource): Promise<string> => {
  const weights = encodeSafetensors(await hostTensors(model.model.parameters));
  const facts = [await sha256(weights), texts, asked];
  return (await sha256(new TextEncoder().encode(JSON.stringify(facts)))).slice(0, 16);
};

const read = async (
  storage: Storage,
  folder: string,
  reading: Reading,
): Promise<Files | undefined> => {
  if (!(await storage.exists(folder))) return undefined;
  const files = new Map<string, Uint8Array>();
  for (const name of Object.values(MAP_FILES)) {
    files.set(name, await storage.read(`${folder}/${name}`));
  }
  const fileOf = async (name: string) => files.get(name) as Uint8Array;
  const { description } = await readMap(fileOf);
  await readCodes(fileOf, description);
  const today: MapDescription = { ...description, reading };
  return files.set(MAP_FILES.description, new TextEncoder().encode(`${JSON.stringify(today)}\n`));
};

const keep = async (storage: Storage, folder: string, files: Files): Promise<void> => {
  for (const earlier of await storage.list(FOLDER)) await storage.remove(`${FOLDER}/${earlier}`);
  await storage.writeFolder(folder, Object.fromEntries(files));
};
