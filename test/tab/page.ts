/*
 * What test/tab.test.ts does in a page: everything is called by name, and gives and takes plain data.
 */
import { sha256 } from "@textvae/run-format";
import { opfsStorage } from "@textvae/storage-opfs";
import { type Setup, type Trainer, type TrainerEvent, trainInWorker } from "@textvae/worker";
import { lawsOf } from "./laws.ts";

const startWorker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

let trainer: Trainer;
let [told, last]: [number, TrainerEvent | undefined] = [0, undefined];

const program = {
  isolated: () => globalThis.crossOriginIsolated,

  laws: () => lawsOf("laws/page"),

  lawsInWorker: () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./laws.worker.ts", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    }),

  /** Trains to the end: the kinds of its events, and how long the page was kept from its work. */
  async train(setup: Setup) {
    const kinds: string[] = [];
    const held = watchPage();
    trainer = trainInWorker(startWorker(), setup);
    for await (const { kind } of trainer.events) kinds.push(kind);
    return { kinds, ...held() };
  },

  /** The same of a text in a file. */
  trainOnFile(setup: Setup, text: string) {
    const file = new File([text], "all.txt", { lastModified: 1 });
    return program.train({ ...setup, text: file });
  },

  refusedOnFile({ text, ...setup }: Setup) {
    return program.refused({ ...setup, text: new Blob([text as string]) });
  },

  /** Something of the files that were chosen in the page, in the place of a text. */
  onChosen(what: "begin" | "refused", setup: Setup) {
    const { files } = document.querySelector("input") as HTMLInputElement;
    return program[what]({ ...setup, text: [...(files ?? [])] });
  },

  /** A place where files are chosen. */
  choose(): void {
    document.body.append(Object.assign(document.createElement("input"), { type: "file" }));
  },

  /** What keeps a page from its work that does nothing. */
  async idle(milliseconds: number) {
    const held = watchPage();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return held();
  },

  /** Begins to train, and counts what it tells. */
  begin(setup: Setup): void {
    trainer = trainInWorker(startWorker(), setup);
    (async () => {
      for await (const event of trainer.events) [told, last] = [told + 1, event];
    })();
  },
  told: () => told,
  last: () => last,
  sample: (count: number) => trainer.sample(count),

  /** A run that is refused: code, place and hint. */
  async refused(setup: Setup) {
    try {
      for await (const _ of trainInWorker(startWorker(), setup).events);
    } catch (error) {
      const { code, where, details } = error as { code: string; where: string; details: object };
      return { code, where, details };
    }
    return undefined;
  },

  /** The files of a run, in plain data. */
  async files(run: string): Promise<Record<string, string>> {
    const storage = await opfsStorage(run, { create: false });
    const checkpoints = await storage.list("checkpoints");
    const names = ["weights.safetensors", "optimizer.safetensors"];
    const paths = checkpoints.flatMap((step) => names.map((name) => `checkpoints/${step}/${name}`));
    const files: Record<string, string> = {};
    for (const path of ["metrics.jsonl", ...paths]) {
      const bytes = await storage.read(path);
      files[path] = path.endsWith(".jsonl") ? new TextDecoder().decode(bytes) : await sha256(bytes);
    }
    return files;
  },

  /** All names in the folder of a run, also of what keeps it. */
  async entries(run: string): Promise<string[]> {
    let folder = await navigator.storage.getDirectory();
    for (const name of run.split("/")) folder = await folder.getDirectoryHandle(name);
    const names: string[] = [];
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) {
      names.push(name);
    }
    return names.sort();
  },
};

/** Tells, when it is asked, the longest task of the page (0 under 50 ms) and the latest frame since. */
const watchPage = () => {
  const begun = performance.now();
  const tasks: number[] = [];
  const note = (entries: PerformanceEntryList) => {
    for (const { duration } of entries) tasks.push(duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "longtask" });
  let [last, latest, watching] = [begun, 0, true];
  const next = (now: number) => {
    [last, latest] = [now, Math.max(latest, now - last)];
    if (watching) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  return () => {
    watching = false;
    note(observer.takeRecords());
    observer.disconnect();
    return { took: performance.now() - begun, longest: Math.max(0, ...tasks), latest };
  };
};

Object.assign(globalThis, { textvae: program });
