import { type Storage, TextvaeError } from "@textvae/core";

/** Where a trained model is read from: a run's `Storage`, or anything that can read files by path. */
export type Source = Pick<Storage, "read" | "exists"> & Partial<Pick<Storage, "list">>;

/**
 * A bundle on a web server, under a base address: of the page, or of another host that allows it.
 * Files are fetched when they are asked for, each once.
 *
 * @throws {TextvaeError} `STORAGE` for an answer that is none of 200, `OPTION` for an address that is no text.
 *
 * @example
 * const model = await openTrained(urlSource("/models/start"), registry);
 */
export const urlSource = (base: string): Source => {
  if (typeof base !== "string") {
    throw new TextvaeError("OPTION", "urlSource", {
      expected: "the address of a bundle, a text",
      got: (JSON.stringify(base) ?? typeof base).slice(0, 40),
    });
  }
  const answers = new Map<string, Promise<Response>>();
  const ask = (path: string): Promise<Response> => {
    const known = answers.get(path);
    if (known) return known;
    const asked = fetch(`${base.replace(/\/$/, "")}/${path}`).catch((cause) => {
      answers.delete(path);
      throw new TextvaeError("STORAGE", path, {
        expected: `an answer from ${base}`,
        got: "none",
        hint: "Is the server up, and does it allow this page?",
        cause,
      });
    });
    answers.set(path, asked);
    return asked;
  };
  return {
    exists: async (path) => (await ask(path)).ok,
    read: async (path) => {
      const answer = await ask(path);
      answers.delete(path);
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      throw new TextvaeError("STORAGE", path, {
        expected: `a file under ${base}`,
        got: `${answer.status} ${answer.statusText}`.trim(),
        hint: "Name the folder that `textvae export` wrote.",
      });
    },
  };
};
