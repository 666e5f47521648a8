import type { Verb } from "../command.ts";

/** What `textvae --help` says of a command, and where the rest of it is. */
export interface Listed {
  readonly description: string;
  /** Its commands by name, whether or not it has an action of its own. */
  readonly parts?: Readonly<Record<string, Listed>>;
  /** What stands behind it without a flag. */
  readonly argument?: {
    readonly words: string;
    readonly description: string;
    readonly choices?: readonly string[];
  };
  /** Loads its flags; absent where it has parts alone. */
  load?(): Promise<Verb>;
}
