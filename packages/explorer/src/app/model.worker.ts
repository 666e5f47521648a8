import { createRng, TextvaeError } from "@textvae/core";
import type { Point } from "@textvae/runs";
import { expose, transfer } from "comlink";
import type { MapCodes } from "../map/files.ts";
import { project } from "../map/project.ts";
import { around, withCoordinate } from "./layout/around.ts";
import { nearestRows } from "./layout/nearest.ts";
import { beside } from "./model/beside.ts";
import type { Held } from "./model/held.ts";
import {
  type ModelApi,
  type Placed,
  type Subject,
  type Telling,
  TOLD_APART,
  type Told,
} from "./model-api.ts";
import { sentencesOf } from "./train/prose.ts";

/* The worker that holds the map and the model: whatever is computed is computed here. */

const NEAR = 10;
let held: (Held & { dispose?(): void }) | undefined;

const now = (): Held => {
  if (held) return held;
  throw new TextvaeError("CAPABILITY", "explore", { expected: "a map", got: "none yet" });
};
const map = () => now().map();
const texts = () => now().texts();
const codes = () => now().codes();
const model = () => now().model();

/** The code of an item of the map. */
const pointAt = ({ codes_NZ, conditions_NC }: MapCodes, row: number, items: number): Point => {
  const rowOf = (values: Float32Array) => {
    const width = values.length / items;
    return values.slice(row * width, (row + 1) * width);
  };
  return { z: rowOf(codes_NZ), ...(conditions_NC && { c: rowOf(conditions_NC) }) };
};

const textOf = async (subject: Subject) =>
  "item" in subject
    ? ((await texts())[subject.item] as string)
    : subject.label === undefined
      ? now().typed(subject.text)
      : { text: subject.text, label: subject.label };

const pointOf = async (subject: Subject): Promise<Point> => {
  if (!("item" in subject)) {
    const trained = await model();
    return (await trained.encode([await textOf(subject)]))[0] as Point;
  }
  const { items } = (await map()).description;
  return pointAt(await codes(), subject.item, items);
};

const placed = async (point: Point): Promise<Placed> => {
  const { codes_NZ, projection } = await codes();
  const width = point.z.length;
  const [x, y] = project({ values: point.z, width }, projection);
  const near = nearestRows({ values: codes_NZ, width }, point.z, NEAR);
  return { point, place: [x as number, y as number], near };
};

const tell = async (points: readonly Point[], telling: Telling): Promise<Told[]> => {
  const trained = await model();
  const sentences = await trained.decode(points, telling);
  return Promise.all(
    points.map(async (point, i) => ({
      ...(await placed(point)),
      sentence: sentences[i] as string,
    })),
  );
};

const supportOf = async () => (await map()).description.support;

/** What a model can't do is no failure of what it can. */
const ifCapable = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TextvaeError && error.code === "CAPABILITY") return undefined;
    throw error;
  }
};

/** What the page shows of what is held. */
const loaded = async () => {
  const [{ description, points }, all] = await Promise.all([map(), texts()]);
  return { description, points, texts: all };
};

const api: ModelApi = {
  async beside(address) {
    held = beside(address);
    return loaded();
  },
  async trained(run, onProgress) {
    const { trainedHere } = await import("./model/trained-here.ts");
    const made = await trainedHere(run, onProgress);
    held?.dispose?.();
    held = made;
    return loaded();
  },
  async bundle(run, folder) {
    const { bundleHere } = await import("./model/bundle-here.ts");
    const archive = await bundleHere(run, folder);
    return transfer(archive, [archive.buffer]);
  },
  async trainer(port) {
    const { serveAt } = await import("./train/serve.ts");
    await serveAt(port);
  },
  async layout(port) {
    const { serveLayout } = await import("./layout/serve.ts");
    serveLayout(port);
  },
  async history(run) {
    const { historyOf } = await import("./model/history.ts");
    return historyOf(run);
  },
  async readText(text) {
    const sentences = sentencesOf(text);
    const words = sentences.reduce((sum, sentence) => sum + sentence.split(" ").length, 0);
    const longest = sentences.reduce((one, other) => (other.length > one.length ? other : one), "");
    return {
      ...{ text: sentences.join("\n"), sentences: sentences.length, words },
      longest: new TextEncoder().encode(longest).length,
    };
  },
  async rows() {
    const { codes_NZ, prior_MZ } = await codes();
    const rows = { codes_NZ: codes_NZ.slice(), prior_MZ: prior_MZ.slice() };
    return transfer(rows, [rows.codes_NZ.buffer, rows.prior_MZ.buffer]);
  },
  async open() {
    const { facts } = await model();
    const { backendName } = await import("./model/wasm.ts");
    return { backend: backendName(), parameters: facts.parameters };
  },
  async look(subject, telling) {
    const trained = await model();
    const text = await textOf(subject);
    const point = await pointOf(subject);
    const [told] = await tell([point], telling);
    const score = await ifCapable(async () => (await trained.score([text]))[0]);
    const short = score && score.tokens <= TOLD_APART;
    const words = short && (await ifCapable(() => trained.scoreWords(text, point)));
    const unknown = score?.unknown ?? [];
    return {
      ...(told as Told),
      text: typeof text === "string" ? text : text.text,
      reconstruction: (told as Told).sentence,
      unknown,
      ...(words && { words }),
      ...(score && { score }),
    };
  },
  async around(subject, distance, telling) {
    const { z, c } = await pointOf(subject);
    const rng = createRng(telling.seed).stream("around");
    const options = { support: await supportOf(), distance, count: 10 };
    return tell(
      around(z, options, rng).map((code) => ({ z: code, ...(c && { c }) })),
      telling,
    );
  },
  async path(a, b, steps, telling) {
    const trained = await model();
    const ends = [await pointOf(a), await pointOf(b)] as const;
    const { path, points } = await trained.interpolate(...ends, { ...telling, steps });
    return { path, told: await tell(points, telling) };
  },
  async arithmetic(a, b, c, telling) {
    const trained = await model();
    const point = await trained.arithmetic(await pointOf(a), await pointOf(b), await pointOf(c));
    return (await tell([point], telling))[0] as Told;
  },
  async moved(subject, coordinates, telling) {
    const support = await supportOf();
    const { z, c } = await pointOf(subject);
    const code = coordinates.reduce((at, [i, value]) => withCoordinate(at, i, value, support), z);
    return (await tell([{ z: code, ...(c && { c }) }], telling))[0] as Told;
  },
  async neighbours(subject) {
    const { z } = await pointOf(subject);
    const { codes_NZ } = await codes();
    const sphere = (await supportOf()) === "sphere";
    return nearestRows({ values: codes_NZ, width: z.length }, z, NEAR).map(({ row, distance }) => {
      const apart = Math.sqrt(distance);
      return { row, distance: sphere ? 2 * Math.asin(Math.min(1, apart / 2)) : apart };
    });
  },
  code: async (subject) => (await pointOf(subject)).z,
  async sample(count, telling, label) {
    const trained = await model();
    const { labels } = (await map()).description;
    const points = await trained.draw(count, {
      seed: telling.seed,
      ...(label !== undefined && { label: label || (labels?.[0] ?? "") }),
    });
    return tell(points, telling);
  },
};

expose(api);
