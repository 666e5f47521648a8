/** Which item of an operand meets item `index` of a broadcast batch. */
export const itemOf = (index: number, batch: readonly number[], own: readonly number[]): number => {
  let rest = index;
  let stride = 1;
  let item = 0;
  for (let axis = 1; axis <= own.length; axis++) {
    const size = own.at(-axis) as number;
    const among = batch.at(-axis) as number;
    if (size > 1) item += (rest % among) * stride;
    rest = Math.floor(rest / among);
    stride *= size;
  }
  return item;
};
