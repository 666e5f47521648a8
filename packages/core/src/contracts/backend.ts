export interface BackendReport {
  readonly name: string;
  /** e.g. { simd: true, threads: 1 } */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /**
   * What decides the bits of its numbers: facts, and whether every processor gives the same.
   * Without it all facts and the processor may.
   */
  readonly bits?: {
    readonly facts: Readonly<Record<string, string | number | boolean>>;
    readonly everyProcessor: boolean;
  };
  /** Kernels of tfjs that were replaced or added because they were wrong, missing or slow, and why. */
  readonly mends?: Readonly<Record<string, string>>;
}

/** What a backend may use of the machine; one that has no use for it ignores it. */
export interface Resources {
  /** Threads that share the work. Left out, the backend chooses. */
  readonly threads?: number | undefined;
}

/** Whether a backend can start here. */
export type Availability =
  | {
      readonly ok: true;
      /** The processor it would compute on, where that is one of its own: a graphics processor. */
      readonly accelerator?: string;
    }
  | { readonly ok: false; readonly reason: string };

/** Starts a tfjs backend. Availability is asked, never caught. */
export interface Backend {
  readonly name: string;
  available(): Promise<Availability>;
  /** Makes it the current backend. Throws `BACKEND` when it can't. */
  start(resources?: Resources): Promise<BackendReport>;
}
