import { TextvaeError } from "@textvae/ops";
import type { Progress } from "../training/state.ts";
import { sha256 } from "./hash.ts";

export const FORMAT = 1;

/** What `state.json` of a checkpoint says. */
export interface StateFile {
  readonly format: number;
  /** Fingerprint of the resolved configuration; a checkpoint of another run is refused. */
  readonly config: string;
  readonly progress: Progress;
  readonly optimizer: Readonly<Record<string, number>>;
  readonly hashes: Readonly<Record<string, string>>;
}

/** The JSON text and the hash of exactly that text, so that no flipped byte goes unseen. */
export const sealed = async (content: StateFile): Promise<Uint8Array> => {
  const text = JSON.stringify(content);
  const seal = await sha256(new TextEncoder().encode(text));
  return new TextEncoder().encode(`${text}\n${seal}\n`);
};

/** What a sealed file says. Throws `CHECKPOINT` when it was changed or cut short. */
export const unsealed = async (bytes: Uint8Array, file: string): Promise<StateFile> => {
  const [text = "", seal, ...rest] = new TextDecoder().decode(bytes).split("\n");
  const actual = await sha256(new TextEncoder().encode(text));
  if (seal !== actual || rest.length !== 1 || rest[0] !== "") {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "its content to match its own hash",
      got: "a file that was changed or cut short",
      hint: FALL_BACK,
    });
  }
  return JSON.parse(text) as StateFile;
};

export const FALL_BACK = "Resume from the previous good checkpoint, or start again.";

/** Throws `CHECKPOINT` for the state of another format, step or configuration. */
export const checkOrigin = (
  state: StateFile,
  { config, step }: { readonly config: string; readonly step: number },
  file: string,
): void => {
  if (state.format !== FORMAT) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: `format ${FORMAT}`,
      got: `format ${state.format}`,
      hint: "Use the version of textvae that wrote it.",
    });
  }
  if (state.progress.step !== step) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: `the checkpoint of step ${step}`,
      got: `that of step ${state.progress.step}`,
      hint: FALL_BACK,
    });
  }
  if (state.config !== config) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "a checkpoint of this configuration",
      got: "one of another",
      hint: "Resume with the configuration in the run's config.json, or choose another run folder.",
    });
  }
};
