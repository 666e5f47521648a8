import { TextvaeError } from "@textvae/core/options";
import type { HubPlace } from "./place.ts";

type Hub = typeof import("@huggingface/hub");

/** `@huggingface/hub`, which is loaded when it is used. Throws `CAPABILITY` where it is not installed. */
const loadHub = (): Promise<Hub> =>
  import("@huggingface/hub").catch((cause) => {
    throw new TextvaeError("CAPABILITY", "@huggingface/hub", {
      expected: "the package, which speaks to hubs",
      got: "none",
      hint: "npm install @huggingface/hub",
      cause,
    });
  });

/** Asks the hub about a place, and tells its failures in words of ours: `STORAGE`. */
export const asking = async <T>(
  { repo }: HubPlace,
  expected: string,
  ask: (hub: Hub) => Promise<T>,
): Promise<T> => {
  const hub = await loadHub();
  try {
    return await ask(hub);
  } catch (cause) {
    if (cause instanceof TextvaeError || (cause as Error)?.name === "AbortError") throw cause;
    const status = cause instanceof hub.HubApiError ? cause.statusCode : undefined;
    throw new TextvaeError("STORAGE", `hf:${repo}`, {
      expected,
      got: status === undefined ? "no answer of the hub" : `${status}: ${messageOf(cause)}`,
      hint: HINTS[status ?? 0] ?? "Try again later.",
      cause,
    });
  }
};

const messageOf = (error: unknown): string => (error as Error).message.split(". URL:")[0] as string;

const FORBIDDEN = "Set HF_TOKEN to a token that may read the model, and write it to push.";
const HINTS: Readonly<Record<number, string>> = {
  0: "Is the network up, and HF_ENDPOINT, where it is set, the address of a hub?",
  401: FORBIDDEN,
  403: FORBIDDEN,
  404: "Look at the name: hf:OWNER/NAME.",
};
