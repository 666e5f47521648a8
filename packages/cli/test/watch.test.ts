import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWatch } from "../src/watch.ts";
import { start } from "./support.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

/** What is written while a measure of 40 seconds tells how far it is every 4 seconds. */
const watched = async (options: { json?: boolean; isTTY?: boolean; failing?: boolean }) => {
  let err = "";
  const write = (text: string) => (err += text);
  const stderr = { write, isTTY: options.isTTY ?? false, cursorTo: () => {}, clearLine: () => {} };
  const watch = createWatch({ stdout: stderr, stderr }, options.json ?? false);
  const answer = watch("IW-500", async (onProgress) => {
    for (let tenth = 1; tenth <= 10; tenth++) {
      vi.advanceTimersByTime(4000);
      onProgress(tenth / 10);
    }
    if (options.failing) throw new Error("no");
    return 7;
  });
  return { answer: await answer.catch((error: Error) => error.message), err };
};

test("elsewhere than on a terminal a line is written now and then, with the time left", async () => {
  expect(await watched({})).toEqual({
    answer: 7,
    err: "IW-500: 30%, 28s left\nIW-500: 60%, 16s left\nIW-500: 90%, 4s left\n",
  });
});

test("with --json nothing is", async () => {
  expect(await watched({ json: true })).toEqual({ answer: 7, err: "" });
});

test("a failure is passed on", async () => {
  expect((await watched({ failing: true })).answer).toBe("no");
});

test("a reader that has seen enough is no failure", async () => {
  vi.useRealTimers();
  const command = start(["train", "--help"]);
  command.stdout?.destroy();
  let err = "";
  command.stderr?.on("data", (text) => {
    err += text;
  });
  const [code] = await once(command, "close");
  expect(err).toBe("");
  expect(code).toBe(0);
});
