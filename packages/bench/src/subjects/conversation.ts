import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { TextvaeError } from "@textvae/core";

/** A program spoken to in JSON, one line for one line. */
export interface Conversation {
  /** What it says unasked. */
  listen<Answer>(): Promise<Answer>;
  ask<Answer>(question: object): Promise<Answer>;
  /** Lets it end by itself. */
  end(): Promise<void>;
}

/** Starts it. Throws `BACKEND` from the first word on if it can't be started or has died. */
export const converse = (program: string, args: readonly string[]): Conversation => {
  const child = spawn(program, [...args], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  let failure: unknown;
  child.on("error", (error) => {
    failure = error;
  });
  child.stderr.on("data", (text) => {
    complaint += text;
  });
  child.stdin.on("error", () => {}); // a dead program is noticed when its answer is missing
  const ended = once(child, "close").catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const listen = async <Answer>(): Promise<Answer> => {
    const line = await lines.next();
    if (!line.done) return JSON.parse(line.value) as Answer;
    await ended;
    throw new TextvaeError("BACKEND", "bench --python", {
      expected: "a Python that runs and answers",
      got: failure ? `${program}, which can't be started` : lastLine(complaint),
      hint: `Try: ${program} -c "import torch; print(torch.__version__)"`,
      cause: failure,
    });
  };
  return {
    listen,
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return listen();
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
};

const lastLine = (text: string): string => text.trim().split("\n").at(-1) || "silence";
