/**
 * Keeps values by a slow way, one after the other. What was asked for last is what stays, however long the
 * keeping of each takes.
 */
export const keepLast = <T>(keep: (value: T) => Promise<void>): ((value: T) => Promise<void>) => {
  let last: T;
  let turn = Promise.resolve();
  return (value) => {
    last = value;
    turn = turn.catch(() => {}).then(() => keep(last));
    return turn;
  };
};
