/**
 * Tells what comes until it is over. A worker's progress comes by a channel of its own, and may be later than
 * the answer that it was the progress of.
 */
export const untilOver = <T>(tell: (value: T) => void): { tell(value: T): void; over(): void } => {
  let over = false;
  return {
    tell: (value) => {
      if (!over) tell(value);
    },
    over: () => {
      over = true;
    },
  };
};
