import leven from "leven";

/** Every code an error of textvae can carry. Each has a line in `docs/errors.md`. */
export type ErrorCode =
  | "OPTION"
  | "SHAPE"
  | "SUPPORT"
  | "ASSEMBLY"
  | "CAPABILITY"
  | "PLUGIN"
  | "DATA"
  | "ENCODING"
  | "SPLIT"
  | "CONFIG"
  | "CHECKPOINT"
  | "STORAGE"
  | "LOCKED"
  | "KILLED"
  | "QUEUE"
  | "BACKEND"
  | "DEVICE_LOST"
  | "OUT_OF_MEMORY"
  | "NON_FINITE";

export interface ErrorDetails {
  /** What would have been right. */
  readonly expected: string;
  /** What was found instead. */
  readonly got: string;
  /** The next step to take. */
  readonly hint?: string;
  /** The error this one explains. */
  readonly cause?: unknown;
}

/**
 * The one error class of textvae: `where: expected …; got …. hint`.
 *
 * @example
 * throw new TextvaeError("OPTION", "vmf.kappa", { expected: "a number ≥ 0", got: "-3" });
 */
export class TextvaeError extends Error {
  readonly code: ErrorCode;
  readonly where: string;
  /** What the message is made of. */
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, where: string, details: ErrorDetails) {
    const { expected, got, hint, cause } = details;
    super(
      `${where}: expected ${expected}; got ${got}.${hint ? ` ${hint}` : ""}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = "TextvaeError";
    this.code = code;
    this.where = where;
    this.details = details;
  }
}

/** The same error of something that lies within another: `run/a, config.json: expected …`. */
export const placedIn = (place: string, error: TextvaeError): TextvaeError =>
  new TextvaeError(error.code, `${place}, ${error.where}`, { cause: error, ...error.details });

/** The known word nearest to a mistyped one, or undefined when none is near. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const ranked = [...known]
    .map((candidate) => ({
      candidate,
      distance: leven(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined;
};

/** "Did you mean …?" when a known word is near, else the list of all known ones. */
export const suggest = (word: string, known: Iterable<string>): string => {
  const all = [...known];
  const best = nearest(word, all);
  if (best !== undefined) return `Did you mean "${best}"?`;
  return all.length > 0 ? `Known: ${all.join(", ")}.` : "";
};
