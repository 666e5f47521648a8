/** More different words may begin sentences. */
const CLASSES = 20;

/** Words of a kind that lines begin with, as far as every line does and they are few. */
export interface FewSeen {
  readonly every: boolean;
  readonly words: readonly string[];
}

/** Whether every line begins with one of a few different words of a kind. */
export interface Few {
  /** Looks at a line for such a word. */
  see(find: () => string | undefined): void;
  isFew(): boolean;
  count(): number;
  /** What was seen so far. */
  seen(): FewSeen;
  /** Takes what was seen of lines that follow. */
  add(seen: FewSeen): void;
}

export const few = (wanted: boolean): Few => {
  const words = new Set<string>();
  let every = wanted;
  return {
    see(find) {
      if (!every) return;
      const found = find();
      every = found !== undefined && (words.size <= CLASSES || words.has(found));
      if (every) words.add(found as string);
    },
    isFew: () => every && words.size > 1 && words.size <= CLASSES,
    count: () => words.size,
    seen: () => ({ every, words: [...words] }),
    add(seen) {
      every &&= seen.every;
      for (const word of seen.words) words.add(word);
    },
  };
};
