import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { messageOf } from "./load.ts";
import { opened } from "./state.ts";

/** An answer of the worker: what it said last, whether it is asked again, what went wrong. */
export interface Answer<T> {
  readonly value?: T | undefined;
  readonly busy: boolean;
  readonly error?: string | undefined;
}

const QUIET = 180;

/**
 * Asks the worker anew whenever a signal that `question` reads has changed and was quiet for a while;
 * only the last question's answer is shown, and one is asked at a time.
 */
export const useAsked = <T>(
  question: () => (() => Promise<T>) | undefined,
): ReadonlySignal<Answer<T>> => {
  const answer = useSignal<Answer<T>>({ busy: false });
  const turn = useSignal(0);
  useSignalEffect(() => {
    if (opened.value.kind !== "open") return;
    const ask = question();
    const mine = turn.peek() + 1;
    turn.value = mine;
    if (!ask) {
      answer.value = { busy: false };
      return;
    }
    answer.value = { value: answer.peek().value, busy: true };
    const timer = setTimeout(async () => {
      const told = await ask().then(
        (value): Answer<T> => ({ value, busy: false }),
        (error): Answer<T> => ({ busy: false, error: messageOf(error) }),
      );
      if (turn.peek() === mine) answer.value = told;
    }, QUIET);
    return () => clearTimeout(timer);
  });
  return answer;
};
