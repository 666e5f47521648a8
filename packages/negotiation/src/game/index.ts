export {
  type Choice,
  compatible,
  type Division,
  divisions,
  formatDivision,
  parseDivision,
  remainder,
  type Settlement,
  settle,
} from "./division.ts";
export {
  begin,
  isOver,
  isSettled,
  type Negotiation,
  type Said,
  SELECTION,
  say,
  type View,
  viewOf,
} from "./negotiation.ts";
export { type Outcome, readOutcome } from "./outcome.ts";
export { type Chooser, type Game, type Player, play, type Speaker } from "./play.ts";
export {
  countsIn,
  createScenario,
  goalOf,
  type Scenario,
  type Side,
  scenarioOf,
  TOTAL,
  worth,
} from "./scenario.ts";
export { type Gain, gain, type Summary, summarise } from "./summary.ts";
