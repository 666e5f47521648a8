/** What the packages of textvae share beside their public entrances; it may change at any release. */

export { isOf as isField } from "../model/field.ts";
export { holdDistribution } from "../model/held-distribution.ts";
export { parametersUnder } from "../model/parameter-names.ts";
export { checkWidths, OVER_NETWORK, type PriorOverNetwork } from "../model/prior-network.ts";
export { repeatBatch, scoredTokens } from "../objectives/batch-rows.ts";
export { repeatCondition } from "../objectives/condition.ts";
export { regularised } from "../objectives/regularised.ts";
export { namedOptions } from "../plugin/named-options.ts";
export { checkParameters } from "../training/finite.ts";
export { leaving, openSession, type Session, type Standing } from "../training/session.ts";
export { emptyWindow, type TrainingState } from "../training/state.ts";
