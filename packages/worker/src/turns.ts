/** Lets questions in between the steps of a training, and holds it where it is paused. */
export interface Turns {
  pause(): void;
  resume(): void;
  /** Does something between two steps, one thing after the other; what it gives. */
  between<T>(act: () => Promise<T>): Promise<T>;
  /** Taken by the training between two steps: does what waits, and ends when it is not paused. */
  take(): Promise<void>;
  /** From now on nothing trains: what is asked is done at once. */
  release(): void;
}

export const createTurns = (): Turns => {
  let [paused, released] = [false, false];
  let wake = () => {};
  const waiting: (() => Promise<void>)[] = [];
  const take = async () => {
    for (;;) {
      for (let act = waiting.shift(); act; act = waiting.shift()) await act();
      if (!paused && !released) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      wake();
    },
    between: (act) =>
      new Promise((resolve, reject) => {
        waiting.push(() => act().then(resolve, reject));
        wake();
      }),
    take,
    release() {
      released = true;
      void take();
    },
  };
};
