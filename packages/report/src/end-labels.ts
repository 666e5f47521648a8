/** A curve's end: where it is, and where its label stands. */
export interface EndLabel {
  readonly run: string;
  readonly step: number;
  /** The value of the line at its end. */
  readonly perToken: number;
  /** The value at which the label stands: that of the line, or as near as others let it. */
  readonly label: number;
}

/**
 * Labels at the ends of their lines, moved apart where they would cover each other, each as little as
 * can be (least squares). `gap` is the height of a label in the unit of the values, `reach` its width
 * in steps.
 */
export const placeLabels = (
  ends: readonly Omit<EndLabel, "label">[],
  { gap, reach }: { readonly gap: number; readonly reach: number },
): EndLabel[] => neighbours(ends, reach).flatMap((group) => spread(group, gap));

/** Ends of which each is within reach of another. */
const neighbours = <E extends { readonly step: number }>(
  ends: readonly E[],
  reach: number,
): E[][] => {
  const groups: E[][] = [];
  for (const end of ends.toSorted((a, b) => a.step - b.step)) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && end.step - last.step < reach) group.push(end);
    else groups.push([end]);
  }
  return groups;
};

/** Pools adjacent labels that would overlap around the mean of their ends. */
const spread = (ends: readonly Omit<EndLabel, "label">[], gap: number): EndLabel[] => {
  const sorted = ends.toSorted((a, b) => a.perToken - b.perToken);
  const blocks: { sum: number; count: number }[] = [];
  for (const [i, { perToken }] of sorted.entries()) {
    let block = { sum: perToken - i * gap, count: 1 };
    while (blocks.length > 0) {
      const before = blocks.at(-1) as typeof block;
      if (before.sum / before.count <= block.sum / block.count) break;
      blocks.pop();
      block = { sum: before.sum + block.sum, count: before.count + block.count };
    }
    blocks.push(block);
  }
  const places = blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  return sorted.map((end, i) => ({ ...end, label: (places[i] as number) + i * gap }));
};
