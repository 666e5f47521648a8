import { TextvaeError } from "@textvae/core/options";

/** What a store said, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The error of an answer that was not to be expected. */
  refuse(): TextvaeError;
}

const TRIES = 5;

/** Milliseconds that a store has for an answer, and for each byte that goes to it. */
const PATIENCE = 30_000;
const PER_BYTE = 0.01;

/**
 * Asks until there is an answer: again where the store is overburdened or the network is cut, with longer
 * and longer waits. Throws `STORAGE` when it stays away.
 */
export const attempts = async (
  key: string,
  { body, method }: RequestInit,
  send: (signal: AbortSignal) => Promise<Response>,
): Promise<Answer> => {
  const size = body instanceof Uint8Array ? body.length : 0;
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send(AbortSignal.timeout(Math.ceil(PATIENCE + PER_BYTE * size)));
      const { status, headers } = response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const busy = status >= 500 && status !== 501;
      if (!(busy || status === 429) || attempt === TRIES) {
        const refuse = () => refusal(key || "the bucket", `${method}`, status, bytes);
        return { status, headers, bytes, refuse };
      }
    } catch (cause) {
      if (attempt === TRIES) throw unreachable(key, cause);
    }
    await new Promise((resolve) => setTimeout(resolve, 50 * 4 ** (attempt - 1)));
  }
};

const HINTS: Readonly<Record<number, string>> = {
  400: "Check AWS_REGION and the credentials.",
  403: "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, and what they may do in the bucket.",
  404: "Check the name of the bucket; textvae makes none.",
  301: "Set AWS_REGION to the region of the bucket.",
};

const refusal = (key: string, method: string, status: number, bytes: Uint8Array): TextvaeError => {
  const said = /<Code>([^<]*)<\/Code>/.exec(new TextDecoder().decode(bytes))?.[1];
  const hint = HINTS[status];
  return new TextvaeError("STORAGE", key, {
    expected: `the object store to answer ${method}`,
    got: `${status}${said ? ` ${said}` : ""}`,
    ...(hint !== undefined && { hint }),
  });
};

const unreachable = (key: string, cause: unknown): TextvaeError => {
  const { message, cause: inner } = cause as Error & {
    readonly cause?: { readonly code?: string };
  };
  return new TextvaeError("STORAGE", key, {
    expected: "the object store to answer",
    got: inner?.code ?? message,
    hint: "Check AWS_ENDPOINT_URL_S3 and the network; what was saved before is whole.",
    cause,
  });
};
