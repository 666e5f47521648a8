import { type Signal, signal } from "@preact/signals";
import type { Recorded } from "../../map/reading.ts";
import type { Choices } from "./choices.ts";
import type { KeptTraining } from "./kept.ts";

/* What is to be trained. */
export const source: Signal<"corpus" | "own" | "kept"> = signal("corpus");
/** A text of one's own, and what it is called; of a larger file the file itself. */
export const own: Signal<{ readonly name: string; readonly text: string; readonly file?: File }> =
  signal({ name: "Pasted text", text: "" });
/** Of records, the field that holds the text. */
export const field: Signal<string> = signal("text");
/** What is known of that text, or what is wrong with it. */
export const seen: Signal<{ readonly says: string; readonly wrong?: boolean }> = signal({
  says: "",
});
export const prior: Signal<Choices["prior"]> = signal("vmf");
export const size: Signal<Choices["size"]> = signal("small");
export const steps: Signal<number> = signal(1000);

/* What trains, or has trained. */
export const phase: Signal<"none" | "starting" | "training" | "paused" | "ended"> = signal("none");
export const trouble: Signal<string> = signal("");
/** Bytes of a file that were read, of all. */
export const reading: Signal<{ readonly read: number; readonly of: number } | undefined> =
  signal(undefined);
/** What was found in it. */
export const found: Signal<readonly string[]> = signal([]);
export const current: Signal<KeptTraining | undefined> = signal(undefined);
export const step: Signal<number> = signal(0);
/** Updates of the newest checkpoint; 0 where there is none. */
export const checkpoint: Signal<number> = signal(0);
/** Whether its bundle is being made. */
export const packing: Signal<boolean> = signal(false);
export const samples: Signal<{ readonly step: number; readonly sentences: readonly string[] }> =
  signal({ step: 0, sentences: [] });
export const recorded: Signal<{
  readonly training: readonly Recorded[];
  readonly evaluations: readonly Recorded[];
}> = signal({ training: [], evaluations: [] });
/** What training calls its divergence. */
export const divergence: Signal<string> = signal("KL");
