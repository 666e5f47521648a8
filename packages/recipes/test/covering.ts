/** One label of each factor. */
export type Row = Readonly<Record<string, string>>;

/**
 * Few rows in which each pair of labels stands that some allowed row has, chosen greedily, and for
 * each other pair a row with it that is the first one else.
 */
export const covering = (
  factors: Readonly<Record<string, readonly string[]>>,
  isAllowed: (row: Row) => boolean,
): { readonly legal: readonly Row[]; readonly illegal: readonly Row[] } => {
  let rows: Row[] = [{}];
  for (const [factor, labels] of Object.entries(factors)) {
    rows = rows.flatMap((row) => labels.map((label) => ({ ...row, [factor]: label })));
  }
  const allowed = rows.filter(isAllowed).map((row) => ({ row, pairs: pairsOf(row) }));
  const possible = new Set(allowed.flatMap(({ pairs }) => pairs));
  const left = new Set(possible);
  const legal: Row[] = [];
  while (left.size > 0) {
    let best = { row: {}, news: 0 } as { row: Row; news: number };
    for (const { row, pairs } of allowed) {
      const news = pairs.filter((pair) => left.has(pair)).length;
      if (news > best.news) best = { row, news };
    }
    legal.push(best.row);
    for (const pair of pairsOf(best.row)) left.delete(pair);
  }
  const illegal = new Map<string, Row>();
  for (const row of rows) {
    for (const pair of pairsOf(row)) {
      if (!possible.has(pair) && !illegal.has(pair)) illegal.set(pair, row);
    }
  }
  return { legal, illegal: [...illegal.values()] };
};

const pairsOf = (row: Row): string[] => {
  const labels = Object.entries(row).map(([factor, label]) => `${factor} ${label}`);
  return labels.flatMap((one, i) => labels.slice(i + 1).map((other) => `${one}, ${other}`));
};
