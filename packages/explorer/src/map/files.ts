import { type HostTensor, TextvaeError } from "@textvae/core";
import { decodeSafetensors, encodeSafetensors } from "@textvae/run-format";
import { type MapDescription, readDescription } from "./description.ts";
import type { Projection } from "./project.ts";

/** The files of a map, in a folder of its own. */
export const MAP_FILES = {
  description: "map.json",
  points: "points.safetensors",
  texts: "texts.json",
  codes: "codes.safetensors",
} as const;

/** What is drawn: places and what they are coloured by. All of an item stands at its row. */
export interface MapPoints {
  /** Coordinates along the first two principal directions, `[N, 2]`. */
  readonly place_N2: Float32Array;
  /** Of samples of the prior, `[M, 2]`. */
  readonly prior_M2: Float32Array;
  /** On the sphere: coordinates along the three principal directions from its middle. */
  readonly globe?: { readonly place_N3: Float32Array; readonly prior_M3: Float32Array };
  /** Estimate of −log p(x), nats. */
  readonly nll_N: Float32Array;
  /** The same without the item's own code, nats. */
  readonly without_N: Float32Array;
  readonly tokens_N: Float32Array;
  readonly label_N?: Int32Array;
}

/** What is computed with: codes, and the projection that places further ones. */
export interface MapCodes {
  /** `[N, Z]`. */
  readonly codes_NZ: Float32Array;
  /** Conditions of a conditional model, `[N, C]`. */
  readonly conditions_NC?: Float32Array;
  /** `[M, Z]`. */
  readonly prior_MZ: Float32Array;
  readonly projection: Pick<Projection, "directions_KZ" | "centre_Z">;
}

/** A map as files by their names. */
export const encodeMap = (map: {
  readonly description: MapDescription;
  readonly points: MapPoints;
  readonly codes: MapCodes;
  readonly texts: readonly string[];
}): Map<string, Uint8Array> => {
  const { description, points, codes, texts } = map;
  const { items: N, prior: M, latent: Z } = description;
  const json = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  const { projection, conditions_NC } = codes;
  const C = (conditions_NC?.length ?? 0) / N;
  const tensors = (of: Readonly<Record<string, HostTensor | undefined>>) =>
    encodeSafetensors(
      new Map(Object.entries(of).filter((entry): entry is [string, HostTensor] => !!entry[1])),
    );
  return new Map([
    [MAP_FILES.description, json(description)],
    [
      MAP_FILES.points,
      tensors({
        place: floats(points.place_N2, [N, 2]),
        prior: floats(points.prior_M2, [M, 2]),
        "globe.place": points.globe && floats(points.globe.place_N3, [N, 3]),
        "globe.prior": points.globe && floats(points.globe.prior_M3, [M, 3]),
        nll: floats(points.nll_N, [N]),
        without: floats(points.without_N, [N]),
        tokens: floats(points.tokens_N, [N]),
        label: points.label_N && { dtype: "int32", values: points.label_N, shape: [N] },
      }),
    ],
    [MAP_FILES.texts, json(texts)],
    [
      MAP_FILES.codes,
      tensors({
        codes: floats(codes.codes_NZ, [N, Z]),
        conditions: conditions_NC && floats(conditions_NC, [N, C]),
        prior: floats(codes.prior_MZ, [M, Z]),
        directions: floats(projection.directions_KZ, [2, Z]),
        centre: floats(projection.centre_Z, [Z]),
      }),
    ],
  ]);
};

const floats = (values: Float32Array, shape: readonly number[]): HostTensor => ({
  dtype: "float32",
  values,
  shape,
});

/** What a file is read by. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** The description of a map and what is drawn of it. Throws `CONFIG` and `CHECKPOINT` naming a file. */
export const readMap = async (
  read: ReadFile,
): Promise<{ readonly description: MapDescription; readonly points: MapPoints }> => {
  const description = readDescription(await read(MAP_FILES.description), MAP_FILES.description);
  const { items: N, prior: M } = description;
  const take = taker(await read(MAP_FILES.points), MAP_FILES.points);
  const label_N = take("label", N, true) as Int32Array | undefined;
  const place_N3 = take("globe.place", 3 * N, true) as Float32Array | undefined;
  const points: MapPoints = {
    place_N2: take("place", 2 * N) as Float32Array,
    prior_M2: take("prior", 2 * M) as Float32Array,
    ...(place_N3 && {
      globe: { place_N3, prior_M3: take("globe.prior", 3 * M) as Float32Array },
    }),
    nll_N: take("nll", N) as Float32Array,
    without_N: take("without", N) as Float32Array,
    tokens_N: take("tokens", N) as Float32Array,
    ...(label_N && { label_N }),
  };
  return { description, points };
};

/** The codes of a map. Throws `CHECKPOINT` for a file that is damaged or of another map. */
export const readCodes = async (
  read: ReadFile,
  { items: N, latent: Z, prior: M }: MapDescription,
): Promise<MapCodes> => {
  const take = taker(await read(MAP_FILES.codes), MAP_FILES.codes);
  const conditions_NC = take("conditions", undefined, true) as Float32Array | undefined;
  return {
    codes_NZ: take("codes", N * Z) as Float32Array,
    ...(conditions_NC && { conditions_NC }),
    prior_MZ: take("prior", M * Z) as Float32Array,
    projection: {
      directions_KZ: take("directions", 2 * Z) as Float32Array,
      centre_Z: take("centre", Z) as Float32Array,
    },
  };
};

const taker = (bytes: Uint8Array, file: string) => {
  const tensors = decodeSafetensors(bytes, file);
  return (name: string, length?: number, absent = false): HostTensor["values"] | undefined => {
    const found = tensors.get(name);
    if (!found && absent) return undefined;
    if (found && (length === undefined || found.values.length === length)) return found.values;
    throw new TextvaeError("CHECKPOINT", file, {
      expected: `"${name}" of ${length} numbers`,
      got: found ? String(found.values.length) : "none",
      hint: "Make the map again: textvae explore --run RUN.",
    });
  };
};
