/** What a part of the check found, in Markdown. */
export interface Finding {
  readonly title: string;
  readonly lines: readonly string[];
  /** What does not hold, one line each. */
  readonly broken: readonly string[];
}
