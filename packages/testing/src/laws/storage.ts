import { type Storage, TextvaeError } from "@textvae/core";
import { holds, type Law, law } from "../law.ts";
import { claimLaws } from "./claims.ts";

export interface StorageSubject {
  /** A storage with nothing in it, a new one at each call. */
  readonly make: () => Storage | Promise<Storage>;
  /** What was made last, opened again as another program would; absent where nothing outlives this one. */
  readonly reopen?: () => Storage | Promise<Storage>;
  /** Whether one of several programs can claim it; `reopen` then opens it as another of them. */
  readonly claims?: boolean;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The laws of a storage that runs are kept in. They need no backend. */
export const storageLaws = ({ make, reopen, claims }: StorageSubject): Law[] => {
  const on = (name: string, check: (storage: Storage) => Promise<void>): Law =>
    law(name, async () => check(await make()));
  return [
    ...fileLaws(on),
    ...folderLaws(on),
    ...(reopen ? [lasting(make, reopen)] : []),
    ...(reopen && claims ? claimLaws(make, reopen) : []),
  ];
};

type On = (name: string, check: (storage: Storage) => Promise<void>) => Law;

const fileLaws = (on: On): Law[] => [
  on("a file has what was written last, whatever its length", async (storage) => {
    for (const text of ["first", "", "the second, longer", "3rd"]) {
      await storage.write("a/b.txt", bytes(text));
      await reads(storage, "a/b.txt", text);
    }
  }),
  on("what is appended stands at the end, what is cut is gone", async (storage) => {
    for (const line of ["one\n", "two\n", "three\n"]) await storage.append("log", bytes(line));
    await reads(storage, "log", "one\ntwo\nthree\n");
    await storage.truncate("log", 4);
    await reads(storage, "log", "one\n");
    await storage.append("log", bytes("2\n"));
    await reads(storage, "log", "one\n2\n");
    await storage.truncate("log", 0);
    await reads(storage, "log", "");
  }),
  on("bytes are kept, not the memory that they were handed in", async (storage) => {
    const memory = bytes("xxabcxx");
    await storage.write("part", memory.subarray(2, 5));
    await storage.writeFolder("whole", { part: memory.subarray(2, 5) });
    memory.fill(0);
    for (const path of ["part", "whole/part"]) await reads(storage, path, "abc");
    const read = await storage.read("part");
    holds(read.constructor === Uint8Array, `read: a Uint8Array; got a ${read.constructor.name}`);
    const slice = read.slice(0, 1);
    read[0] = 0;
    holds(slice[0] === 97, "read: a slice that is no copy");
  }),
  on("a file that is not there is told, and removed without a word", async (storage) => {
    await refuses("read", "none", () => storage.read("none"));
    await refuses("read", "no/file", () => storage.read("no/file"));
    await refuses("truncate", "none", () => storage.truncate("none", 0));
    holds(!(await storage.exists("none")), "exists: true of a file that is not there");
    await storage.remove("none");
    await storage.remove("no/file");
  }),
  on("a removed file is gone", async (storage) => {
    await storage.write("a/b", bytes("x"));
    await storage.remove("a/b");
    holds(!(await storage.exists("a/b")), "exists: true of a removed file");
    await refuses("read", "a/b", () => storage.read("a/b"));
  }),
];

const folderLaws = (on: On): Law[] => [
  on("a folder lists the names in it, each once", async (storage) => {
    await lists(storage, "nowhere", []);
    await lists(storage, "", []);
    await storage.write("runs/x", bytes("x"));
    await storage.append("runs/log", bytes("y"));
    await storage.writeFolder("runs/1", { a: bytes("1"), b: bytes("2") });
    await storage.writeFolder("runs/2", { a: bytes("3") });
    await lists(storage, "runs", ["1", "2", "log", "x"]);
    await lists(storage, "runs/1", ["a", "b"]);
    await lists(storage, "", ["runs"]);
    for (const path of ["runs", "runs/1", "runs/1/b"]) {
      holds(await storage.exists(path), `exists("${path}"): false of what is there`);
    }
    holds(!(await storage.exists("runs/2/b")), "exists: true of a file of another folder");
    await reads(storage, "runs/1/b", "2");
  }),
  on("a folder takes the place of a folder of its name", async (storage) => {
    await storage.writeFolder("runs/1", { a: bytes("old"), b: bytes("old") });
    await storage.writeFolder("runs/1", { a: bytes("new") });
    await lists(storage, "runs", ["1"]);
    await lists(storage, "runs/1", ["a"]);
    await reads(storage, "runs/1/a", "new");
  }),
  on("a removed folder is gone with its files, its neighbours stay", async (storage) => {
    await storage.writeFolder("runs/1", { a: bytes("1") });
    await storage.writeFolder("runs/10", { a: bytes("10") });
    await storage.remove("runs/1");
    await storage.remove("runs/1");
    await lists(storage, "runs", ["10"]);
    holds(!(await storage.exists("runs/1/a")), "exists: true of a file of a removed folder");
    await storage.writeFolder("runs/1", { b: bytes("again") });
    await lists(storage, "runs/1", ["b"]);
    await reads(storage, "runs/10/a", "10");
  }),
];

const lasting = (make: StorageSubject["make"], reopen: StorageSubject["make"]): Law =>
  law("everything is there for who opens it later", async () => {
    const first = await make();
    await first.write("x", bytes("written"));
    await first.append("log", bytes("one\n"));
    await first.writeFolder("runs/1", { a: bytes("1") });
    const later = await reopen();
    await later.append("log", bytes("two\n"));
    await reads(later, "x", "written");
    await reads(later, "log", "one\ntwo\n");
    await lists(later, "runs", ["1"]);
    await reads(later, "runs/1/a", "1");
  });

const reads = async (storage: Storage, path: string, expected: string): Promise<void> => {
  const got = new TextDecoder().decode(await storage.read(path));
  holds(
    got === expected,
    `read("${path}"): ${JSON.stringify(expected)}; got ${JSON.stringify(got)}`,
  );
};

const lists = async (storage: Storage, folder: string, expected: string[]): Promise<void> => {
  const got = [...(await storage.list(folder))].sort();
  holds(`${got}` === `${expected}`, `list("${folder}"): ${expected}; got ${got}`);
};

const refuses = async (
  member: string,
  path: string,
  act: () => Promise<unknown>,
): Promise<void> => {
  const thrown = await act().then(
    () => undefined,
    (error) => error,
  );
  holds(
    thrown instanceof TextvaeError && thrown.code === "STORAGE",
    `${member}("${path}"), which is not there: STORAGE; got ${thrown ?? "no error"}`,
  );
};
