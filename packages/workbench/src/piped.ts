/** What is piped into the process. */
export interface Piped {
  /** Its bytes, if there are any. */
  readonly stdin?: (() => Promise<Uint8Array | undefined>) | undefined;
}
