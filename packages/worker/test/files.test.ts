import { gzipSync } from "node:zlib";
import { cpu } from "@textvae/backend-cpu";
import type { PagePlaces } from "@textvae/core";
import { memoryPages } from "@textvae/corpus";
import { memoryStorage } from "@textvae/run-format";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Setup, type TextFile, type TrainerEvent, trainInWorker } from "../src/index.ts";
import { type Means, serveTrainer } from "../src/serve.ts";

/* Text in files: what is prepared of them is trained on as the same text in memory is. */

const lines = Array.from({ length: 34 }, (_, i) => `the ${i % 2 ? "cat" : "dog"} saw w${i % 7}`);
const content = `${lines.join("\n")}\n`;
const setup = {
  recipe: "nvrnn",
  options: { dim: 3, embedding: 4, hidden: 6, batchSize: 5, optimizer: "adam" },
  until: { steps: 3 },
  logEvery: 1,
} as const;

let ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports) port.close();
  ports = [];
});

/** Places that keep their files as long as the test does. */
const kept = () => {
  const files = new Map<string, ReturnType<typeof memoryPages>>();
  let open = 0;
  const opened = (key: string) => {
    const file = files.get(key);
    if (!file) return undefined;
    open++;
    let closed = false;
    const close = () => {
      if (!closed) open--;
      closed = true;
    };
    return { ...file, close };
  };
  const places: PagePlaces = {
    open: async (key) => opened(key),
    async make(key, make) {
      const file = memoryPages();
      await make(file);
      files.set(key, file);
      return opened(key) as NonNullable<ReturnType<typeof opened>>;
    },
  };
  return { files, places, open: () => open };
};

const trained = async (text: Setup["text"], means: Means = {}, more: Partial<Setup> = {}) => {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const disk = memoryStorage();
  serveTrainer({ backend: () => cpu(), storage: () => disk, ...means }, port2);
  const events: TrainerEvent[] = [];
  const trainer = trainInWorker(port1, { ...setup, text, ...more });
  for await (const event of trainer.events) events.push(event);
  const saved = [...disk.files].filter(([path]) => /00000003.*safetensors|metrics/.test(path));
  const files = saved.map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]);
  return { events, files: Object.fromEntries(files) as Record<string, string>, trainer };
};
const refused = (text: Setup["text"], means: Means = {}, more: Partial<Setup> = {}) =>
  trained(text, means, more).then(
    () => undefined,
    (error) => error,
  );

let inMemory: Awaited<ReturnType<typeof trained>>;
beforeAll(async () => {
  inMemory = await trained(content);
});

const parquetOf = (some: readonly string[]) =>
  fileOf(
    parquetWriteBuffer({
      columnData: [
        { name: "n", data: some.map((_, i) => i) },
        { name: "t", data: [...some], type: "STRING" },
      ],
      rowGroupSize: 5,
    }),
  );

const fileOf = (bytes: BlobPart, name = "all.txt") => new File([bytes], name, { lastModified: 5 });

describe("a training on files has the bits of one on their text", () => {
  test.each<[string, Setup["text"], Partial<Setup>?]>([
    ["one file", fileOf(content)],
    ["a blob without a name", new Blob([content])],
    [
      "files that follow each other",
      [fileOf(`${lines.slice(0, 7).join("\n")}\n`), fileOf(lines.slice(7).join("\n"))],
    ],
    [
      "gzip of two members",
      [fileOf(Buffer.concat([gzipSync(content.slice(0, 99)), gzipSync(content.slice(99))]))],
    ],
    [
      "records",
      [fileOf(lines.map((line) => JSON.stringify({ t: line })).join("\n"))],
      { reading: { format: "jsonl", field: "t" } },
    ],
    ["Parquet", parquetOf(lines), { reading: { format: "parquet", field: "t" } }],
    [
      "files by split",
      {
        train: [fileOf(lines.filter((_, i) => i % 10 < 9).join("\n"))],
        valid: [fileOf(lines.filter((_, i) => i % 10 === 9).join("\n"))],
      },
    ],
  ])("%s", async (_, text, more) => {
    const { events, files } = await trained(text, {}, more);
    expect(Object.keys(files)).toHaveLength(3);
    expect(files).toEqual(inMemory.files);
    expect(events[0]).toMatchObject({ kind: "reading", step: 0 });
    const [prepared, start] = events.filter(({ kind }) => kind !== "reading");
    expect(prepared).toMatchObject({
      kind: "prepared",
      splits: { train: { items: 31, tokens: 155 }, valid: { items: 3, tokens: 15 } },
      vocabulary: 13,
    });
    expect(start?.kind).toBe("start");
    expect(inMemory.events[0]?.kind).toBe("start");
  });

  test("whatever part of them is held out", async () => {
    const [memory, paged] = [
      await trained(content, {}, { heldOut: 4 }),
      await trained(fileOf(content), {}, { heldOut: 4 }),
    ];
    expect(paged.files).toEqual(memory.files);
    expect(memory.files).not.toEqual(inMemory.files);
  });

  test("which are read once, and need not be there again", async () => {
    const { places, files, open } = kept();
    const corpora = (name: string) => {
      expect(name).toBe("mine");
      return places;
    };
    const first = await trained(fileOf(content), { corpora }, { corpus: "mine" });
    expect([files.size, open()]).toEqual([1, 0]);
    const told = { name: "all.txt", size: content.length, lastModified: 5 };
    const second = await trained([told], { corpora }, { corpus: "mine" });
    expect(second.files).toEqual(first.files);
    expect(second.events[0]?.kind).toBe("prepared");
    const error = await refused([{ ...told, lastModified: 6 }], { corpora }, { corpus: "mine" });
    expect(error).toMatchObject({ code: "DATA", where: "all.txt" });
    expect(error.details.hint).toBe("Choose it again.");
    expect(open()).toBe(0);
  });

  test("also where what was kept of them is damaged: it is made anew", async () => {
    const { places, files, open } = kept();
    await trained(fileOf(content), { corpora: () => places });
    const [file] = files.values();
    file?.write(70, Uint8Array.of(255, 255));
    const again = await trained(fileOf(content), { corpora: () => places });
    expect(again.files).toEqual(inMemory.files);
    expect([...files.values()]).not.toContain(file);
    expect(open()).toBe(0);
  });
});

test("a rate that has fallen to zero ends the training, where no smaller number of steps does", async () => {
  const options = { ...setup.options, decaySteps: 2 };
  const ends = [{ steps: 1 }, { epochs: 9 }, undefined].map(async (until) => {
    const { events } = await trained(content, {}, { options, until });
    return events.at(-1);
  });
  expect(await Promise.all(ends)).toMatchObject([1, 2, 2].map((step) => ({ kind: "end", step })));
});

describe("files that can't be read", () => {
  const latin1 = Buffer.concat([Buffer.from("a b\nc d\n"), Buffer.from([0x65, 0xe9, 0x0a])]);
  test.each<[string, Setup["text"], string, RegExp]>([
    ["no UTF-8", fileOf(latin1), "ENCODING", /all\.txt.*byte 10, line 3/],
    ["an empty file", fileOf(""), "SPLIT", /all\.txt.*0/],
    ["a single sentence", fileOf("one line"), "SPLIT", /two sentences/],
    ["half of a gzip file", fileOf(gzipSync(content).subarray(0, 60)), "DATA", /whole gzip/],
    ["no file", [] as TextFile[], "SPLIT", /two sentences/],
    [
      "a text beside files",
      { train: "a b", valid: [fileOf("a")] } as never,
      "OPTION",
      /setup\.text/,
    ],
  ])("%s", async (_, text, code, says) => {
    const error = await refused(text);
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(says);
  });

  test("places without room, which is told as it was thrown", async () => {
    const full = new DOMException("no more room", "QuotaExceededError");
    const make = () => Promise.reject(full);
    const error = await refused(fileOf(content), {
      corpora: () => ({ open: async () => undefined, make }),
    });
    expect(error).toMatchObject({ name: "QuotaExceededError" });
  });
});

test("the reading is ended by whoever stops, and the worker trains something else", async () => {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  let reading = () => {};
  const begun = new Promise<void>((resolve) => {
    reading = resolve;
  });
  serveTrainer(
    {
      backend: () => cpu(),
      written: (source) => ({
        ...source,
        async *stream() {
          for (;;) {
            reading();
            yield* source.stream();
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        },
      }),
    },
    port2,
  );
  const trainer = trainInWorker(port1, { ...setup, text: fileOf(content) });
  await begun;
  await trainer.stop();
  const kinds: string[] = [];
  for await (const { kind } of trainer.events) kinds.push(kind);
  expect(new Set(kinds)).toEqual(new Set(["reading"]));
  await expect(trainer.sample(1)).rejects.toMatchObject({ code: "LOCKED" });
  const next = trainInWorker(port1, { ...setup, text: content, until: { steps: 1 } });
  for await (const { kind } of next.events) kinds.push(kind);
  expect(kinds.at(-1)).toBe("end");
});

test("the reading of a Parquet file is ended within a group of its rows", async () => {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  let stop = () => {};
  const begun = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let read = 0;
  serveTrainer(
    {
      backend: () => cpu(),
      written: ({ range, ...source }) => ({
        ...source,
        ...(range && {
          range: {
            size: range.size,
            async slice(start, end) {
              const bytes = await range.slice(start, end);
              if (++read === 12) stop(); // among 80 groups
              await new Promise((resolve) => setTimeout(resolve, 2));
              return bytes;
            },
          },
        }),
      }),
    },
    port2,
  );
  const some = Array.from({ length: 400 }, (_, i) => `${lines[i % 34]}`);
  const reading = { format: "parquet", field: "t" } as const;
  const trainer = trainInWorker(port1, { ...setup, text: parquetOf(some), reading });
  await begun;
  await trainer.stop();
  for await (const { kind } of trainer.events) expect(kind).toBe("reading");
  expect(read).toBeLessThan(30);
});
