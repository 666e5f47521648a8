import { memoryStorage } from "@textvae/core";
import { expect, test } from "vitest";
import { storageLaws, testStorage } from "../src/index.ts";

testStorage({ make: () => memoryStorage() });

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

test.each(Object.entries(WRONG))("%s: found where it does not hold", async (name, wrong) => {
  const make = () => {
    const memory = memoryStorage();
    return { ...memory, ...wrong(memory) };
  };
  const law = storageLaws({ make }).find((each) => each.name === name);
  await expect(law?.check()).rejects.toThrow();
});
