import { TextvaeError } from "@textvae/ops";
import { type BinaryCodes, binarise, hammingDistance } from "./binary-codes.ts";
import { labelsOf } from "./given-model.ts";
import { isList, type Rows, tableOf } from "./given-rows.ts";

/** Items with a binary code and a class each. */
export interface HashedItems {
  readonly codes: BinaryCodes;
  readonly labels_N: Int32Array;
}

/** The same as rows of 0 and 1 from elsewhere. */
export interface GivenHashes {
  readonly codes: Rows;
  readonly labels_N: ArrayLike<number>;
}

export interface Retrieval {
  readonly queries: HashedItems | GivenHashes;
  readonly database: HashedItems | GivenHashes;
  /** The queries are the items of the database, in its order, and none finds itself. Default false. */
  readonly same?: boolean;
}

/**
 * P@k of retrieval by Hamming distance: the mean over queries of the part of their k nearest items
 * in the database that are of the query's class.
 *
 * Of items at equal distance any may come first. The number is the expectation over all their
 * orders, exactly: where r places are left for n items of which m are of the class, r·m/n of them.
 * With `same` a query is an item of the database and is left out of what is found for it.
 *
 * @throws {TextvaeError} `SHAPE` when codes are not binary, or codes and labels do not fit, `OPTION` when k is no whole
 * number from 1 to the size of the database, less one where the query is left out.
 *
 * @example
 * const precision = precisionAt(100, { queries: test, database: train });
 * const items = { codes: [[0, 1], [0, 0], [1, 1]], labels_N: [0, 0, 1] };
 * precisionAt(1, { queries: items, database: items, same: true });
 */
export const precisionAt = (k: number, retrieval: Retrieval): number => {
  const { same = false } = retrieval ?? {};
  const queries = hashedOf("precisionAt.queries", retrieval?.queries);
  const database = hashedOf("precisionAt.database", retrieval?.database);
  checkItems(queries, database);
  checkNeighbours("precisionAt.k", k, database.codes.size, same);
  if (same && queries.codes.size !== database.codes.size) {
    throw new TextvaeError("SHAPE", "precisionAt", {
      expected: `the ${database.codes.size} items of the database as queries`,
      got: `${queries.codes.size}`,
    });
  }
  let total = 0;
  for (let query = 0; query < queries.codes.size; query++) {
    total += expectedRelevant(k, query, { queries, database, same }) / k;
  }
  return total / queries.codes.size;
};

const hashedOf = (where: string, items: HashedItems | GivenHashes): HashedItems => {
  if (isHashed(items)) return items;
  const { values_NZ, count, size } = tableOf(where, items?.codes);
  if (values_NZ.every((bit) => bit === 0 || bit === 1)) {
    const codes = binarise(values_NZ, new Float32Array(size).fill(0.5));
    return { codes, labels_N: labelsOf(where, items.labels_N, count) };
  }
  throw new TextvaeError("SHAPE", where, {
    expected: "rows of 0 and 1",
    got: "other numbers",
    hint: "Make bits of them first: binarise(values, medians(values, Z)).",
  });
};

const isHashed = (items: HashedItems | GivenHashes): items is HashedItems =>
  typeof items?.codes === "object" &&
  items.codes !== null &&
  "words_NW" in items.codes &&
  isList(items.labels_N);

/** Throws `OPTION` for a number of neighbours that a database of this size has not. */
export const checkNeighbours = (where: string, k: number, size: number, same: boolean): void => {
  const most = size - (same ? 1 : 0);
  if (Number.isInteger(k) && k >= 1 && k <= most) return;
  throw new TextvaeError("OPTION", where, {
    expected: `a whole number from 1 to ${most}, the size of the database${same ? " without the query" : ""}`,
    got: String(k),
  });
};

interface Hashed {
  readonly queries: HashedItems;
  readonly database: HashedItems;
  readonly same: boolean;
}

/** How many of the k nearest items are of the query's class, over all orders of equal ones. */
const expectedRelevant = (
  k: number,
  query: number,
  { queries: { codes, labels_N }, database, same }: Hashed,
): number => {
  const items_D = new Uint32Array(codes.bits + 1);
  const relevant_D = new Uint32Array(codes.bits + 1);
  for (let item = 0; item < database.codes.size; item++) {
    if (same && item === query) continue;
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
