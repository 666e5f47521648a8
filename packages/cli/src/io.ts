/** Where a command writes, and how it is told to stop. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** When it fires, training writes a checkpoint and ends. */
  readonly signal?: AbortSignal;
  /** What is piped in, if anything is. */
  stdin?(): Promise<Uint8Array | undefined>;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** The terminal itself, for a bar that moves its cursor. */
  readonly stream?: NodeJS.WritableStream;
}

/** What a command found: an object for `--json` and lines for people. */
export interface Outcome {
  readonly kind: string;
  readonly data: object;
  readonly text: string;
  readonly exitCode?: number;
}
