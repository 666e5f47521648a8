import type { JSX } from "preact";
import type { Answer } from "../state/asked.ts";

/** What the worker answers, or why not; what it said before stays while it is asked again. */
export const Answered = <T,>({
  answer,
  children,
  none,
}: {
  readonly answer: Answer<T>;
  readonly none?: string;
  readonly children: (value: T) => JSX.Element;
}): JSX.Element => (
  <div class="answer" aria-live="polite" aria-busy={answer.busy}>
    {answer.error ? (
      <p class="notice">{answer.error}</p>
    ) : answer.value !== undefined ? (
      children(answer.value)
    ) : (
      <p class="quiet">{answer.busy ? "…" : none}</p>
    )}
  </div>
);
