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

/** Facts of a backend in one line: `simd true, threads 2`. */
export const factsLine = (facts: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(facts)
    .map(([fact, value]) => `${fact} ${value}`)
    .join(", ");

/** A duration in words: `3m 05s`. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  if (h > 0) return `${h}h ${two(m)}m`;
  return m > 0 ? `${m}m ${two(s)}s` : `${s}s`;
};
