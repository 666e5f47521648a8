export { type LabelConditionOptions, labelCondition } from "./label-condition.ts";
