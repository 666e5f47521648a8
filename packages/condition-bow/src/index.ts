export { bowCondition } from "./bow-condition.ts";
export type { BowConditionInput, BowConditionOptions } from "./options.ts";
