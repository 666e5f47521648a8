/** What someone chose for a run, and what its record keeps of it. */
export interface RunSettings {
  readonly recipe: string;
  /** Options of the recipe. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly backend: string;
  /** Updates to stop after. */
  readonly steps?: number | undefined;
  /** Passes over the data to stop after. */
  readonly epochs?: number | undefined;
  /** Updates between lines of metrics. */
  readonly logEvery: number;
  /** Updates between evaluations; without it once per epoch. */
  readonly evaluateEvery?: number | undefined;
  /** Updates between checkpoints beside those at evaluations. */
  readonly checkpointEvery?: number | undefined;
}
