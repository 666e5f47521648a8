import { type Claims, type Storage, TextvaeError } from "@textvae/core";
import { holds, type Law, law } from "../law.ts";

type Open = () => Storage | Promise<Storage>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const record = (of: number | string): Uint8Array => bytes(`claim of ${of}`);

/**
 * The laws of a storage that can be claimed. `reopen` opens what was made last as another program would.
 */
export const claimLaws = (make: Open, reopen: Open): Law[] => {
  const on = (name: string, check: (one: Claims, other: Claims) => Promise<void>): Law =>
    law(name, async () => check(claimsOf(await make()), claimsOf(await reopen())));
  return [
    on("claims are numbered, and their records are for all", async (one, other) => {
      holds((await other.latest()) === undefined, "latest: a claim where there is none");
      for (const number of [1, 2, 3]) {
        const by = number % 2 === 0 ? other : one;
        await claimed(by, number - 1);
        holds(!(await by.next(number - 1, record("late"))), `next: claim ${number} made twice`);
        for (const claims of [one, other]) await latestIs(claims, number, `claim of ${number}`);
      }
      holds(!(await one.next(7, record(8))), "next: claim 8 made where 3 is the latest");
    }),
    law("of many that claim in one instant one does", async () => {
      await make();
      const contenders = await Promise.all(Array.from({ length: 8 }, async () => reopen()));
      for (let after = 0; after < 3; after++) {
        const tried = await Promise.all(
          contenders.map((storage, i) => claimsOf(storage).next(after, record(i))),
        );
        const made = tried.filter((each) => each !== undefined).length;
        holds(made === 1, `next: one storage of claim ${after + 1}; got ${made}`);
      }
    }),
    on("the record of the latest claim can be replaced, that of no other", async (one, other) => {
      await claimed(one, 0);
      await one.update({ number: 1, record: bytes("again") });
      await latestIs(other, 1, "again");
      await claimed(other, 1);
      await isLocked("update", () => one.update({ number: 1, record: bytes("late") }));
      await latestIs(one, 2, "claim of 2");
    }),
    law("what its holder writes is there for all", async () => {
      const held = await claimed(claimsOf(await make()), 0);
      await fill(held);
      await held.write("a", bytes("1"));
      await held.append("log", bytes("2\n"));
      await held.writeFolder("runs/1", { x: bytes("2") });
      const seen = await stateOf(await reopen());
      holds(seen === "a=1 log=1\\n2\\n runs/1/x=2", `what another program reads: got ${seen}`);
    }),
    law("who was followed changes nothing any more, and is told", async () => {
      const first = await claimed(claimsOf(await make()), 0);
      await fill(first);
      const other = await reopen();
      const second = await claimed(claimsOf(other), 1);
      for (const once of ["before", "after"]) {
        const before = await stateOf(other);
        for (const [name, change] of Object.entries(CHANGES)) {
          await isLocked(`${name} ${once} another wrote`, () => change(first));
          const now = await stateOf(other);
          holds(now === before, `${name} of who was followed: ${before}; got ${now}`);
        }
        await second.append("log", bytes("2\n"));
        await second.write("a", bytes("second"));
        await second.writeFolder("runs/1", { x: bytes("second") });
      }
      const end = await stateOf(await reopen());
      const expected = "a=second log=1\\n2\\n2\\n runs/1/x=second";
      holds(end === expected, `${expected}; got ${end}`);
    }),
    law("what is under way when another claims is there by then, or never", async () => {
      const first = await claimed(claimsOf(await make()), 0);
      await fill(first);
      const other = await reopen();
      const changes = Object.values(CHANGES).map((change) => change(first));
      const settled = Promise.allSettled(changes);
      await claimed(claimsOf(other), 1);
      const then = await stateOf(other);
      for (const outcome of await settled) {
        if (outcome.status === "rejected") requireLocked("a change under way", outcome.reason);
      }
      const end = await stateOf(other);
      holds(end === then, `as when the second claim was made: ${then}; got ${end}`);
    }),
  ];
};

/** Every way to change something. */
const CHANGES: Readonly<Record<string, (storage: Storage) => Promise<void>>> = {
  write: (storage) => storage.write("a", bytes("late")),
  "write of a new file": (storage) => storage.write("late/b", bytes("late")),
  append: (storage) => storage.append("log", bytes("late\n")),
  "append to a new file": (storage) => storage.append("late.log", bytes("late\n")),
  writeFolder: (storage) => storage.writeFolder("runs/1", { x: bytes("late") }),
  "writeFolder of a new one": (storage) => storage.writeFolder("runs/2", { x: bytes("late") }),
  truncate: (storage) => storage.truncate("log", 0),
  remove: (storage) => storage.remove("runs/1"),
};

const fill = async (storage: Storage): Promise<void> => {
  await storage.write("a", bytes("0"));
  await storage.append("log", bytes("1\n"));
  await storage.writeFolder("runs/1", { x: bytes("1") });
};

/** What a reader finds of the files above, in one line. */
const stateOf = async (storage: Storage): Promise<string> => {
  const found: string[] = [];
  const folders = ["late", ...(await storage.list("runs")).sort().map((name) => `runs/${name}`)];
  const names = folders.map(async (folder) =>
    (await storage.list(folder)).sort().map((name) => `${folder}/${name}`),
  );
  for (const path of ["a", "log", "late.log", ...(await Promise.all(names)).flat()]) {
    if (!(await storage.exists(path))) continue;
    const text = new TextDecoder().decode(await storage.read(path));
    found.push(`${path}=${text.replaceAll("\n", "\\n")}`);
  }
  return found.join(" ");
};

const claimsOf = ({ claims }: Storage): Claims => {
  holds(claims !== undefined, "claims: present");
  return claims as Claims;
};

const claimed = async (claims: Claims, after: number): Promise<Storage> => {
  const storage = await claims.next(after, record(after + 1));
  holds(storage !== undefined, `next(${after}): a storage`);
  return storage as Storage;
};

const latestIs = async (claims: Claims, number: number, text: string): Promise<void> => {
  const latest = await claims.latest();
  const got = latest && `${latest.number}, ${new TextDecoder().decode(latest.record)}`;
  holds(got === `${number}, ${text}`, `latest: ${number}, ${text}; got ${got}`);
};

const isLocked = async (what: string, act: () => Promise<unknown>): Promise<void> => {
  const thrown = await act().then(
    () => undefined,
    (error) => error,
  );
  requireLocked(what, thrown);
};

const requireLocked = (what: string, thrown: unknown): void =>
  holds(
    thrown instanceof TextvaeError && thrown.code === "LOCKED",
    `${what}: LOCKED; got ${thrown ?? "no error"}`,
  );
