import type { Claims, Storage } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { expect, test } from "vitest";
import { storageLaws, testStorage } from "../src/index.ts";

let made = memoryStorage();
const make = () => {
  made = memoryStorage();
  return made;
};
testStorage({ make, reopen: () => made, claims: true });

type Memory = ReturnType<typeof memoryStorage>;

/** Storages that are wrong in one way each, and the law that finds it. */
const WRONG: Readonly<Record<string, (of: Memory) => Partial<Memory>>> = {
  "what is appended stands at the end, what is cut is gone": (of) => ({
    append: (path, bytes) => of.write(path, bytes),
  }),
  "bytes are kept, not the memory that they were handed in": (of) => ({
    write: async (path, bytes) => void of.files.set(path, bytes),
  }),
  "a file that is not there is told, and removed without a word": () => ({
    read: async () => new Uint8Array(),
  }),
  "a removed file is gone": () => ({ remove: async () => {} }),
  "a folder lists the names in it, each once": (of) => ({
    list: async (folder) => [...of.files.keys()].filter((path) => path.startsWith(folder)),
  }),
  "a folder takes the place of a folder of its name": (of) => ({
    writeFolder: async (folder, files) => {
      for (const [name, bytes] of Object.entries(files)) await of.write(`${folder}/${name}`, bytes);
    },
  }),
};

/** Claims that are wrong in one way each, and the law that finds it. */
const WRONG_CLAIMS: Readonly<Record<string, (of: Claims, storage: Storage) => Partial<Claims>>> = {
  "of many that claim in one instant one does": (of, storage) => ({
    next: async (after, record) => (await of.next(after, record)) ?? storage,
  }),
  "who was followed changes nothing any more, and is told": (of, storage) => ({
    next: async (after, record) => (await of.next(after, record)) && storage,
  }),
  "the record of the latest claim can be replaced, that of no other": (of) => ({
    update: (claim) => of.update(claim).catch(() => {}),
  }),
};

test.each(Object.entries(WRONG_CLAIMS))("%s: found where it does not hold", async (name, wrong) => {
  let last: Storage | undefined;
  const make = () => {
    const memory = memoryStorage();
    const claims = memory.claims as Claims;
    last = { ...memory, claims: { ...claims, ...wrong(claims, memory) } };
    return last;
  };
  const laws = storageLaws({ make, reopen: () => last as Storage, claims: true });
  await expect(laws.find((each) => each.name === name)?.check()).rejects.toThrow();
});

test.each(Object.entries(WRONG))("%s: found where it does not hold", async (name, wrong) => {
  const make = () => {
    const memory = memoryStorage();
    return { ...memory, ...wrong(memory) };
  };
  const law = storageLaws({ make }).find((each) => each.name === name);
  await expect(law?.check()).rejects.toThrow();
});
