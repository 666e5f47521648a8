import type { Condition } from "@textvae/core";
import { type Declared, tinySizes } from "../batches.ts";
import { holds, type Law, law } from "../law.ts";
import { readerLaws } from "./reader.ts";

export interface ConditionSubject {
  readonly condition: Condition;
  /** Fields among those it reads that datasets declare themselves. */
  readonly fields?: Declared;
}

/** The laws of a condition. A tfjs backend must have been started. */
export const conditionLaws = ({ condition, fields }: ConditionSubject): Law[] => [
  law("it says how wide it is, and what it reads", () => {
    const { size, reads = [] } = condition;
    holds(Number.isInteger(size) && size >= 1, `size: expected a whole number ≥ 1; got ${size}`);
    holds(reads.length > 0, "reads: expected fields of the batch; got none");
  }),
  ...readerLaws({
    what: "c_BC",
    width: condition.size,
    reads: condition.reads ?? [],
    build: (scope) => condition.build(scope, tinySizes({ condition: condition.size })),
    condition: 0,
    fields,
  }),
];
