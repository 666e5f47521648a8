import { TextvaeError } from "@textvae/core/options";
import type { S3Client } from "./client.ts";
import { decodeManifest, encodeManifest, keysOf, type Manifest } from "./manifest.ts";
import { requireConditions } from "./probe.ts";

/** The states that a folder goes through, each written in one step over the one before. */
export interface Journal {
  /** The state as it is now. */
  latest(): Promise<Manifest>;
  /** The state as this program saw or wrote it last. */
  known(): Promise<Manifest>;
  /**
   * Makes the next state of the present one, again where another was faster. What the change throws ends
   * it. Objects that nothing speaks of any more are removed. One change at a time.
   */
  change(edit: (now: Manifest) => Promise<Omit<Manifest, "id">>): Promise<Manifest>;
}

interface State {
  readonly manifest: Manifest;
  /** Absent where none was written yet. */
  readonly version?: string;
}

/** The name of a manifest beside the objects it speaks of. */
export const MANIFEST = "textvae-manifest.json";

export const openJournal = (client: S3Client, place: (name: string) => string): Journal => {
  const key = place(MANIFEST);
  let state: State | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let probed = false;

  const load = async (): Promise<State> => {
    const found = await client.get(key);
    state = found
      ? { manifest: decodeManifest(found.bytes, key), version: found.version }
      : { manifest: await plain(client, place("")) };
    return state;
  };

  const changed = async (edit: Parameters<Journal["change"]>[0]): Promise<Manifest> => {
    if (!probed) await requireConditions(client, place);
    probed = true;
    let before = state ?? (await load());
    for (let tries = 0; tries < TRIES; tries++) {
      const manifest = { ...(await edit(before.manifest)), id: crypto.randomUUID() };
      const { version: old } = before;
      const condition = old === undefined ? { absent: true as const } : { version: old };
      const version = await client.put(key, encodeManifest(manifest), condition);
      if (version !== undefined) {
        state = { manifest, version };
        await removeUnused(client, keysOf(before.manifest), keysOf(manifest));
        return manifest;
      }
      const now = await load();
      // The answer to an earlier try was lost on its way.
      if (now.manifest.id === manifest.id) return manifest;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 20 * tries));
    }
    throw new TextvaeError("STORAGE", key, {
      expected: "to write between the changes of others",
      got: `${TRIES} times one that was faster`,
      hint: "Start it again when fewer programs write there.",
    });
  };

  return {
    latest: async () => (await load()).manifest,
    known: async () => (state ?? (await load())).manifest,
    change(edit) {
      const next = turn.then(() => changed(edit));
      turn = next.catch(() => {});
      return next;
    },
  };
};

const TRIES = 50;

/** Objects that were put there by other means, such as an upload of a folder. */
const plain = async (client: S3Client, prefix: string): Promise<Manifest> => {
  const { names } = await client.list(prefix);
  const entries = names.map(({ key, size }) => {
    const path = key.slice(prefix.length);
    return [path, { parts: [{ key, size }], tail: new Uint8Array() }] as const;
  });
  return { id: "", files: new Map(entries.filter(([path]) => isFile(path))) };
};

/** Not the marks that consoles make of folders, nor what a writer left that was killed. */
const isFile = (path: string): boolean => path !== "" && !/\/$|^(?:objects|probe)\//.test(path);

/** An object that can't be removed now is removed by who claims next. */
const removeUnused = async (
  client: S3Client,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Promise<void> => {
  const unused = [...before].filter((key) => !after.has(key));
  await Promise.all(unused.map((key) => client.delete(key).catch(() => {})));
};
