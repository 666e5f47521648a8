import { TextvaeError } from "@textvae/ops";
import type { Batch, FieldType, FieldValues } from "../contracts/batch.ts";

/** The values of a field by their type. */
type Values<Type extends FieldType> = Type["dtype"] extends "int32" ? Int32Array : Float32Array;

/**
 * The values of a field that a dataset declares, `[B, …shape]` in one row-major array.
 *
 * @throws {TextvaeError} `DATA` for a batch without it, or whose field is of another type.
 *
 * @example
 * const GOAL = { shape: [6], dtype: "int32" } as const;
 * const goal_B6 = fieldOf(batch, "goal_B6", GOAL); // Int32Array
 */
export const fieldOf = <const Type extends FieldType>(
  batch: Batch,
  name: string,
  type: Type,
): Values<Type> => {
  const values = batch.fields?.[name];
  if (values && isOf(values, type, batch.size)) return values as Values<Type>;
  throw new TextvaeError("DATA", `batch.fields.${name}`, {
    expected: `${type.dtype} [${[batch.size, ...type.shape]}]`,
    got: values ? `${dtypeOf(values)}, ${values.length} values` : "none",
    hint: "Take a dataset that declares this field, or a part that does not read it.",
  });
};

/** Whether values are those of a field of that many items. */
export const isOf = (values: FieldValues, { shape, dtype }: FieldType, size: number): boolean =>
  dtypeOf(values) === dtype && values.length === shape.reduce((all, n) => all * n, size);

const dtypeOf = (values: FieldValues): FieldType["dtype"] =>
  values instanceof Int32Array ? "int32" : "float32";
