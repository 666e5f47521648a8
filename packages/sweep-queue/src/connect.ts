import { TextvaeError } from "@textvae/core/options";
import type { Redis } from "ioredis";

/** The packages that speak to the store, which are installed by who has one. */
export const loadPeers = async (): Promise<{
  readonly bullmq: typeof import("bullmq");
  readonly Redis: typeof Redis;
}> => {
  try {
    return { bullmq: await import("bullmq"), Redis: (await import("ioredis")).Redis };
  } catch (cause) {
    throw new TextvaeError("QUEUE", "--queue", {
      expected: "the packages bullmq and ioredis",
      got: "none that can be loaded",
      hint: "Run: npm install bullmq@6 ioredis@6",
      cause,
    });
  }
};

/** A connection, and what BullMQ makes of it for itself. */
export interface Connected {
  readonly connection: Redis;
  /** Ends all of them. BullMQ itself waits for a store that is away, and tries to reach it for ever. */
  disconnect(): void;
}

/** Opens a connection that is known to be answered. Throws `QUEUE` in bounded time where it is not. */
export const connect = async (
  url: string,
  Client: typeof Redis,
  patience: number,
): Promise<Connected> => {
  if (!/^rediss?:\/\/[^/]/.test(url)) {
    throw new TextvaeError("QUEUE", "--queue", {
      expected: "an address such as redis://host:6379",
      got: JSON.stringify(url),
    });
  }
  const first = new Client(url, {
    ...{ lazyConnect: true, connectTimeout: patience, maxRetriesPerRequest: 1 },
    retryStrategy: () => null,
  });
  let reason: unknown;
  first.on("error", (error) => {
    reason = error;
  });
  try {
    await inTime(url, first.connect(), patience);
    await inTime(url, first.ping(), patience);
  } catch (cause) {
    // What is awaited says only that nothing came of it.
    throw away(url, reason ?? cause);
  } finally {
    first.disconnect();
  }
  // From here on it is waited for a store that comes back, by who asks no longer than `inTime`.
  const connection = new Client(url, { maxRetriesPerRequest: null });
  connection.on("error", () => {});
  const all = [connection];
  const duplicate = connection.duplicate.bind(connection);
  connection.duplicate = (override) => {
    const made = duplicate(override);
    all.push(made);
    return made;
  };
  const disconnect = () => {
    for (const each of all) each.disconnect();
  };
  return { connection, disconnect };
};

/** Waits for the store, and no longer. */
export const inTime = async <T>(url: string, asked: Promise<T>, patience: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(away(url, `no answer in ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** The store that does not answer. */
export const away = (url: string, cause: unknown): TextvaeError => {
  if (cause instanceof TextvaeError) return cause;
  return new TextvaeError("QUEUE", url.replace(/\/\/[^@/]*@/, "//"), {
    expected: "Redis or Valkey to answer",
    got: (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, ""),
    hint: "Start it (redis-server), or check its address. Runs that are trained keep their checkpoints.",
    cause,
  });
};
