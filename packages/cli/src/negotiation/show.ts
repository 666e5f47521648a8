import type { Choice, Game, NegotiationEvent, Summary } from "@textvae/negotiation";
import { formatted, withError } from "@textvae/report/text";

/** Means over held-out games as a row of a table. */
export const showSummaries = (rows: Readonly<Record<string, Summary>>): string => {
  const cells = Object.entries(rows).map(([name, summary]) => [
    name,
    withError(summary.score, summary.scoreError, 2),
    formatted(summary.otherScore, 2),
    `${formatted(100 * summary.agreement, 1)} %`,
    formatted(summary.turns, 1),
  ]);
  const table = [["", "score", "partner", "agreement", "turns"], ...cells];
  const lines = table.map(([name = "", ...numbers]) =>
    [`  ${name.padEnd(8)}`, ...numbers.map((cell) => cell.padStart(14))].join(""),
  );
  const legend =
    "  score: mean points of 10, 0 without an agreement, ± its standard error; turns: utterances";
  return [...lines, legend].join("\n");
};

const NAMES = ["agent", "partner"] as const;

/** A game as it was played, with what came of it. */
export const showGame = ({ scenario, said, choices, agreed, rewards }: Game): string => {
  const { counts, values } = scenario;
  const things = counts.map(
    (count, kind) => `${count} worth ${values[0][kind]} and ${values[1][kind]}`,
  );
  const spoken = said.map(({ side, words }) => `  ${NAMES[side].padEnd(8)} ${words.join(" ")}`);
  const written = (choice: Choice) => (choice ? choice.join(" ") : "no agreement");
  const end = choices
    ? `  writes down: ${NAMES.map((name, side) => `${name} ${written(choices[side as 0 | 1])}`).join(", ")}`
    : "  nobody ended it";
  const outcome = agreed ? `${rewards[0]} and ${rewards[1]} points` : "no points";
  return [things.join(", "), ...spoken, `${end}: ${outcome}`].join("\n");
};

/** A line of what negotiating tells; undefined for what is not told. */
export const showEvent = (
  event: NegotiationEvent,
  { split, gamesPerUpdate }: { readonly split: string; readonly gamesPerUpdate: number },
): string | undefined => {
  if (event.kind === "scenarios") {
    return `${formatted(event.training)} scenarios to train on, none of the ${formatted(event.heldOut)} of ${split} among them`;
  }
  if (event.kind === "selection") {
    const { nll, estimator } = event.evaluation;
    return `choices, step ${event.step}  valid  NLL ${formatted(nll, 3)}  (${estimator.name})`;
  }
  if (event.kind === "choices") {
    const { accuracy, evaluation } = event;
    const { items, nll, estimator } = evaluation;
    return `choices of people on ${split}: ${formatted(100 * accuracy, 1)} % of ${formatted(items)} made alike, NLL ${formatted(nll, 3)} (${estimator.name})`;
  }
  if (event.kind === "before") return `before: ${showPlayed(event.summary, event.summary.score)}`;
  if (event.kind === "self-play") {
    return `game ${event.step * gamesPerUpdate}  ${showPlayed(event, event.reward)}`;
  }
  return undefined;
};

const showPlayed = (
  { agreement, turns }: Pick<Summary, "agreement" | "turns">,
  points: number,
): string =>
  `${formatted(points, 2)} points  ${formatted(100 * agreement, 1)} % agreement  ${formatted(turns, 1)} turns`;
