export { dialogueCondition } from "./dialogue-condition.ts";
export type { DialogueConditionInput, DialogueConditionOptions } from "./options.ts";
