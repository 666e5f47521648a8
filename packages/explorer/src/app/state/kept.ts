import { effect, type Signal, signal } from "@preact/signals";

/** A value of the page that its address holds, so that a link shows the same. */
interface Kept {
  read(text: string | null): void;
  write(): string | undefined;
}

const kept = new Map<string, Kept>();

/** A signal whose value stands in the address under a name wherever it is not the usual one. */
const keep = <T>(
  name: string,
  usual: T,
  { read, write }: { read(text: string): T | undefined; write(value: T): string },
): Signal<T> => {
  const value = signal(usual);
  const same = (one: T) => write(one) === write(usual);
  kept.set(name, {
    read: (text) => {
      value.value = text === null ? usual : (read(text) ?? usual);
    },
    write: () => (same(value.value) ? undefined : write(value.value)),
  });
  return value;
};

export const keptText = (name: string, usual = ""): Signal<string> =>
  keep(name, usual, { read: (text) => text, write: (value) => value });

export const keptChoice = <T extends string>(
  name: string,
  usual: T,
  choices: readonly T[],
): Signal<T> =>
  keep(name, usual, {
    read: (text) => choices.find((choice) => choice === text),
    write: (value) => value,
  });

type Range = readonly [least: number, most: number];

/** A number between two others. */
export const keptNumber = (name: string, usual: number, [least, most]: Range): Signal<number> =>
  keep(name, usual, {
    read: (text) => {
      const value = Number(text);
      return text.trim() !== "" && value >= least && value <= most ? value : undefined;
    },
    write: String,
  });

/** A whole number between two others. */
export const keptWhole = (name: string, usual: number, [least, most]: Range): Signal<number> =>
  keep(name, usual, {
    read: (text) => {
      const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    write: String,
  });

/** Coordinates that a link may name: further out there is no code. */
const FAR = 1e4;

export const keptFlag = (name: string): Signal<boolean> =>
  keep(name, false, { read: (text) => text === "1", write: (value) => (value ? "1" : "0") });

/** Numbers by whole numbers, such as coordinates that were moved: `3:0.5,7:-1`. */
export const keptNumbers = (name: string): Signal<ReadonlyMap<number, number>> =>
  keep<ReadonlyMap<number, number>>(name, new Map(), {
    read: (text) =>
      new Map(
        text.split(",").flatMap((pair) => {
          const [key, value] = pair.split(":").map(Number);
          const fits = Number.isInteger(key) && Math.abs(value as number) <= FAR;
          return fits ? [[key as number, value as number] as const] : [];
        }),
      ),
    write: (value) => [...value].map(([key, at]) => `${key}:${Number(at.toFixed(3))}`).join(","),
  });

const readAddress = (): void => {
  const told = new URLSearchParams(location.hash.slice(1));
  for (const [name, { read }] of kept) read(told.get(name));
};

/** Takes the state from the address, and keeps it there. */
export const followAddress = (): void => {
  readAddress();
  addEventListener("hashchange", readAddress);
  effect(() => {
    const told = new URLSearchParams();
    for (const [name, { write }] of kept) {
      const text = write();
      if (text !== undefined) told.set(name, text);
    }
    const hash = told.size > 0 ? `#${told}` : "";
    if (hash !== location.hash) history.replaceState(null, "", `${location.pathname}${hash}`);
  });
};
