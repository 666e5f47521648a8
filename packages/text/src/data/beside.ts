import type { Batch, BesideType, FieldType, FieldValues } from "@textvae/core";

/** The values beside the texts of a corpus, by name and type. */
export type BesideTypes = Readonly<Record<string, BesideType>>;

/** The numbers among them, as fields that a dataset declares and parts of a model may read. */
export const numbersBeside = (types: BesideTypes): Readonly<Record<string, FieldType>> =>
  Object.fromEntries(
    Object.entries(types).flatMap(([name, type]): [string, FieldType][] =>
      type === "string"
        ? []
        : [[name, { shape: [], dtype: type === "integer" ? "int32" : "float32" }]],
    ),
  );

export interface Weighing {
  readonly provides: readonly "weights_B"[];
  of(batch: Pick<Batch, "fields">): Pick<Batch, "weights_B">;
}

/** The weights of a batch, where a field holds them, and what a dataset says of them. */
export const weighing = (field: string | undefined): Weighing => ({
  provides: field === undefined ? [] : ["weights_B"],
  of: ({ fields }) =>
    field === undefined ? {} : { weights_B: Float32Array.from(fields?.[field] ?? []) },
});

/**
 * These fields of a batch; `valuesOf` gives a number for each of its items.
 *
 * @example
 * const batch = { size: 2, ...fieldsOf(numbersBeside({ stars: "integer" }), () => [5, 1]) };
 */
export const fieldsOf = (
  fields: Readonly<Record<string, FieldType>>,
  valuesOf: (name: string) => ArrayLike<number>,
): Pick<Batch, "fields"> => {
  const entries = Object.entries(fields);
  if (entries.length === 0) return {};
  return {
    fields: Object.fromEntries(
      entries.map(([name, { dtype }]): [string, FieldValues] => [
        name,
        (dtype === "int32" ? Int32Array : Float32Array).from(valuesOf(name)),
      ]),
    ),
  };
};
