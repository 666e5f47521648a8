/** Two ids side by side, and how often they stood so when this was written. */
export interface CountedPair {
  readonly first: number;
  readonly second: number;
  readonly count: number;
}

/** The most frequent first; of equal ones that of the smaller first id, then of the smaller second. */
const before = (a: CountedPair, b: CountedPair): boolean =>
  a.count !== b.count
    ? a.count > b.count
    : a.first !== b.first
      ? a.first < b.first
      : a.second < b.second;

/** A binary heap of pairs. */
export const createPairQueue = () => {
  const heap: CountedPair[] = [];
  const at = (i: number) => heap[i] as CountedPair;
  const swap = (i: number, j: number) => {
    [heap[i], heap[j]] = [at(j), at(i)];
  };

  return {
    push(pair: CountedPair): void {
      let i = heap.push(pair) - 1;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!before(at(i), at(parent))) return;
        swap(i, parent);
        i = parent;
      }
    },
    pop(): CountedPair | undefined {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || !last) return top;
      heap[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let best = i;
        if (left < heap.length && before(at(left), at(best))) best = left;
        if (right < heap.length && before(at(right), at(best))) best = right;
        if (best === i) return top;
        swap(i, best);
        i = best;
      }
    },
  };
};
