import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { createRng, type Storage, type TrainingEvent } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { describe, expect, test } from "vitest";
import { crc32c } from "../src/crc32c.ts";
import { encodeEvent, readEvent } from "../src/event.ts";
import { hasEvents, type Told, tensorboardLog } from "../src/index.ts";
import { encodeRecord, recordsIn } from "../src/records.ts";
import { toldBy } from "../src/scalars.ts";

// RFC 3720, B.4: 32 bytes of zeros, of ones, and counting up.
test("the checksum is that of the standard", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

// tensorboard 2.21.0: with w = RecordWriter(b), of tensorboard.summary.writer.record_writer,
// w.write(Event(wall_time=1.5, file_version="brain.Event:2").SerializeToString())
// w.write(Event(wall_time=1.5, step=8, session_log=SessionLog(status=SessionLog.START)).SerializeToString())
// m = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="scalars"),
//   summary_description="nats", data_class=DATA_CLASS_SCALAR)
// v = Summary.Value(tag="valid/nll", simple_value=0.1, metadata=m)
// w.write(Event(wall_time=2.25, step=300, summary=Summary(value=[v])).SerializeToString())
// print(b.getvalue().hex())
const WRITTEN =
  "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c0f000000000000006d532b0909000000000000f83f10083a0208019571c7d13500000000000000d6c55de609000000000000024010ac022a270a250a0976616c69642f6e6c6c15cdcccc3d4a130a090a077363616c6172731a046e6174732001b2bd81c4";

test("a file has the bytes that TensorBoard's own writer gives", () => {
  const scalars = [{ tag: "valid/nll", value: 0.1, description: "nats" }];
  const events = [
    { wallTime: 1.5, fileVersion: "brain.Event:2" },
    { wallTime: 1.5, step: 8, starts: true },
    { wallTime: 2.25, step: 300, scalars },
  ];
  const bytes = Buffer.concat(events.map((event) => encodeRecord(encodeEvent(event))));
  expect(bytes.toString("hex")).toBe(WRITTEN);
  expect(recordsIn(bytes).map(({ data }) => readEvent(data))).toEqual([
    { step: 0, tags: [] },
    { step: 8, tags: [] },
    { step: 300, tags: ["valid/nll"] },
  ]);
});

const train = (step: number): TrainingEvent => ({
  ...{ kind: "train", step, epoch: 0, loss: step + 0.5, reconstruction: step, divergence: 0.5 },
  ...{ weight: 1, perToken: step / 8, divergenceName: "KL" },
});
const evaluation = (step: number): TrainingEvent => ({
  ...{ kind: "evaluation", step, best: true },
  evaluation: {
    ...{ split: "valid", items: 3, tokens: 9, nll: 9 / step, ppl: Math.exp(3 / step) },
    ...{ pplPerItem: 1, reconstruction: 1, divergence: 1, divergenceName: "KL" },
    estimator: { name: "ELBO", bound: true },
  },
});
/** What a run tells: a line of training each step, an evaluation each fifth. */
const story = Array.from({ length: 20 }, (_, i) => i + 1).flatMap((step) =>
  step % 5 === 0 ? [train(step), evaluation(step)] : [train(step)],
);
const metrics = (upTo: number): Told[] =>
  story.flatMap((event) => (event.step <= upTo ? [toldBy(event) as Told] : []));

const filesOf = async (storage: Storage) =>
  (await storage.list("tensorboard")).sort().map((name) => `tensorboard/${name}`);

/** Events of all files in the order of their names. */
const eventsIn = async (storage: Storage) => {
  const files = await filesOf(storage);
  const bytes = await Promise.all(files.map((file) => storage.read(file)));
  return bytes.flatMap((file) => recordsIn(file).map(({ data }) => readEvent(data)));
};
const stepsOf = async (storage: Storage, tag: string) =>
  (await eventsIn(storage)).flatMap(({ step, tags }) => (tags.includes(tag) ? [step] : []));

/** Goes from a checkpoint to a step, and dies: a part of what was written last is lost. */
const session = async (storage: Storage, from: number, to: number, lost: number) => {
  const log = tensorboardLog(storage, () => 1_800_000_000);
  await log.start(from, metrics(from));
  for (const event of story) if (event.step > from && event.step <= to) await log.event(event);
  const file = (await filesOf(storage)).at(-1) as string;
  const { length } = await storage.read(file);
  if (lost > 0) await storage.truncate(file, Math.max(0, length - lost));
};

describe("a training that dies and goes on from a checkpoint", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("leaves each step of each curve once (%i)", async (seed) => {
    const rng = createRng(seed);
    const below = (n: number) => rng.permutation(n)[0] as number;
    const storage = memoryStorage();
    expect(await hasEvents(storage)).toBe(false);
    for (let from = 0; from < 20; from += below(6)) {
      await session(storage, from, Math.min(20, from + below(8)), below(300));
    }
    await session(storage, 20, 20, 0);
    expect(await hasEvents(storage)).toBe(true);
    const steps = Array.from({ length: 20 }, (_, i) => i + 1);
    expect((await stepsOf(storage, "train/perToken")).sort((a, b) => a - b)).toEqual(steps);
    expect((await stepsOf(storage, "valid/nll")).sort((a, b) => a - b)).toEqual([5, 10, 15, 20]);
  });

  test("leaves its curves in their order where nothing was lost, and a file for each start", async () => {
    const storage = memoryStorage();
    await session(storage, 0, 8, 0);
    await session(storage, 5, 20, 0);
    expect(await filesOf(storage)).toEqual([
      "tensorboard/events.out.tfevents.1800000000.textvae",
      "tensorboard/events.out.tfevents.1800000001.textvae",
    ]);
    expect(await stepsOf(storage, "train/loss")).toEqual(
      story.flatMap(({ kind, step }) => (kind === "train" ? [step] : [])),
    );
  });
});

/** Prints each curve that TensorBoard has of a folder, as [step, value] pairs. */
const PYTHON = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
read = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
read.Reload()
from tensorboard.util.tensor_util import make_ndarray
tags = read.Tags()
print(json.dumps({
  **{tag: [[e.step, e.value] for e in read.Scalars(tag)] for tag in tags["scalars"]},
  **{tag: [[e.step, float(make_ndarray(e.tensor_proto))] for e in read.Tensors(tag)] for tag in tags["tensors"]},
}))
`;
const python = process.env.TEXTVAE_PYTHON;

test.skipIf(!python)(
  "TensorBoard reads the same curves (TEXTVAE_PYTHON names a Python)",
  async () => {
    const storage = memoryStorage();
    await session(storage, 0, 13, 40);
    await session(storage, 10, 17, 0);
    await session(storage, 15, 20, 0);
    const folder = mkdtempSync(join(tmpdir(), "textvae-tensorboard-"));
    for (const [path, bytes] of storage.files) writeFileSync(join(folder, basename(path)), bytes);
    const out = execFileSync(python as string, ["-c", PYTHON, folder], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const curves = JSON.parse(out) as Record<string, [number, number][]>;
    const lines = metrics(20);
    const expected = (kind: string, name: string) =>
      lines.flatMap((line) =>
        line.kind === kind ? [[line.step, Math.fround(line[name] as number)]] : [],
      );
    for (const name of ["loss", "reconstruction", "divergence", "weight", "perToken"]) {
      expect(curves[`train/${name}`], name).toEqual(expected("train", name));
    }
    for (const name of ["nll", "ppl", "reconstruction", "divergence"]) {
      expect(curves[`valid/${name}`], name).toEqual(expected("evaluation", name));
    }
  },
);
