import type { Row } from "./table.ts";

/** Rows of a table with another in the place of that with the same label, or at the end. */
export interface Placed {
  readonly rows: readonly Row[];
  /** Whether one with the same label was there. */
  readonly replaces: boolean;
}

/** Puts a row among others. Throws where it is of other text than they: its numbers could not be compared with theirs. */
export const placed = (rows: readonly Row[], row: Row): Placed => {
  const at = rows.findIndex(({ label }) => label === row.label);
  const others = rows.filter((_, i) => i !== at);
  const got = textOf(row);
  const other = others.map(textOf).find((text) => text !== undefined && text !== got);
  if (got !== undefined && other !== undefined) {
    throw new Error(`expected a row of ${other}, as the others; got ${got} for ${row.label}`);
  }
  return at < 0
    ? { rows: [...rows, row], replaces: false }
    : { rows: rows.with(at, row), replaces: true };
};

const textOf = ({ split, account }: Row): string | undefined => {
  if (!account) return undefined;
  const { items, tokens } = account as { readonly items: number; readonly tokens: number };
  return `${split}, ${items} items, ${tokens} tokens`;
};
