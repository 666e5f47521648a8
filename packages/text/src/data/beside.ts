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
