import { TextvaeError } from "@textvae/ops";
import { type BinaryCodes, hammingDistance } from "./binary-codes.ts";

/** Items with a binary code and a class each. */
export interface HashedItems {
  readonly codes: BinaryCodes;
  readonly labels_N: Int32Array;
}

/**
 * P@k of retrieval by Hamming distance: the mean over queries of the part of their k nearest items
 * in the database that are of the query's class.
 *
 * Of items at equal distance any may come first. The number is the expectation over all their
 * orders, exactly: where r places are left for n items of which m are of the class, r·m/n of them.
 *
 * @throws {TextvaeError} `SHAPE` when codes and labels do not fit, `OPTION` when k is no whole
 * number from 1 to the size of the database.
 *
 * @example
 * const precision = precisionAt(100, { queries: test, database: train });
 */
export const precisionAt = (
  k: number,
  { queries, database }: { readonly queries: HashedItems; readonly database: HashedItems },
): number => {
  checkItems(queries, database);
  if (!(Number.isInteger(k) && k >= 1 && k <= database.codes.size)) {
    throw new TextvaeError("OPTION", "precisionAt.k", {
      expected: `a whole number from 1 to ${database.codes.size}, the size of the database`,
      got: String(k),
    });
  }
  let total = 0;
  for (let query = 0; query < queries.codes.size; query++) {
    total += expectedRelevant(k, query, queries, database) / k;
  }
  return total / queries.codes.size;
};

/** How many of the k nearest items are of the query's class, over all orders of equal ones. */
const expectedRelevant = (
  k: number,
  query: number,
  { codes, labels_N }: HashedItems,
  database: HashedItems,
): number => {
  const items_D = new Uint32Array(codes.bits + 1);
  const relevant_D = new Uint32Array(codes.bits + 1);
  for (let item = 0; item < database.codes.size; item++) {
    const distance = hammingDistance(codes, query, database.codes, item);
    items_D[distance] = (items_D[distance] as number) + 1;
    if (database.labels_N[item] === labels_N[query]) {
      relevant_D[distance] = (relevant_D[distance] as number) + 1;
    }
  }
  let places = k;
  let relevant = 0;
  for (let distance = 0; places > 0; distance++) {
    const items = items_D[distance] as number;
    if (items === 0) continue;
    const taken = Math.min(places, items);
    relevant += (taken * (relevant_D[distance] as number)) / items;
    places -= taken;
  }
  return relevant;
};

const checkItems = (queries: HashedItems, database: HashedItems): void => {
  const got = [queries, database].map(
    ({ codes, labels_N }) => `${codes.size} codes of ${codes.bits} bits, ${labels_N.length} labels`,
  );
  const complete = [queries, database].every(
    ({ codes, labels_N }) => codes.size === labels_N.length,
  );
  if (complete && queries.codes.size > 0 && queries.codes.bits === database.codes.bits) return;
  throw new TextvaeError("SHAPE", "precisionAt", {
    expected: "queries and a database of equally many bits, with a label for each code",
    got: got.join("; "),
  });
};
