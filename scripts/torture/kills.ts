import type { Storage } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { toyTraining } from "../../packages/run-format/test/toy-run.ts";
import type { Attack } from "./findings.ts";

const STEPS = 40;

type Memory = ReturnType<typeof memoryStorage>;
type Moment = "before" | "within" | "after";
const MOMENTS: readonly Moment[] = ["before", "within", "after"];

/** A storage on which the process dies at its n-th change: before, within or after it. */
const dyingAt = (storage: Storage, n: number, moment: Moment): Storage & { changes(): number } => {
  let changes = 0;
  const die = () => {
    throw new Error("killed");
  };
  const alive = () => {
    if (changes > n) die();
  };
  const change =
    <A extends readonly unknown[]>(act: (...args: A) => Promise<void>, half = act) =>
    async (...args: A) => {
      alive();
      if (changes++ !== n) return act(...args);
      if (moment === "within") await half(...args);
      if (moment === "after") await act(...args);
      die();
    };
  return {
    changes: () => changes,
    read: (path) => storage.read(path),
    exists: (path) => storage.exists(path),
    list: (path) => storage.list(path),
    write: change(storage.write),
    writeFolder: change(storage.writeFolder),
    // An appended line is what may be there in part; all else is renamed into place.
    append: change(storage.append, (path, bytes) =>
      storage.append(path, bytes.subarray(0, bytes.length >> 1)),
    ),
    truncate: change(storage.truncate),
    remove: change(storage.remove),
  };
};

const contents = ({ files }: Memory): string =>
  JSON.stringify(
    [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]).sort(),
  );

/** How many changes a run makes, from start to end. */
export const countChanges = async (): Promise<number> => {
  const storage = dyingAt(memoryStorage(), Number.POSITIVE_INFINITY, "before");
  await toyTraining(storage, STEPS);
  return storage.changes();
};

/**
 * A run that is killed at a change of its storage and started again ends in the files of one that
 * was left alone, byte for byte. Tries 3n, 3n + 1, 3n + 2 die before, within and after change n.
 */
export const kills: Attack = async function* ({ tries }) {
  const undisturbed = memoryStorage();
  await toyTraining(undisturbed, STEPS);
  const expected = contents(undisturbed);
  for (const number of tries) {
    const moment = MOMENTS[number % 3] as Moment;
    const disk = memoryStorage();
    const died = await toyTraining(dyingAt(disk, Math.floor(number / 3), moment), STEPS).catch(
      (error) => (error as Error).message,
    );
    const input = `${moment} change ${Math.floor(number / 3)}`;
    if (died !== "killed") {
      yield { attack: "kills", number, input, got: `not killed: ${died}` };
      continue;
    }
    const got = await toyTraining(disk, STEPS).then(
      () => (contents(disk) === expected ? undefined : "other bytes"),
      String,
    );
    yield got === undefined ? undefined : { attack: "kills", number, input, got };
  }
};
