/** A column of a table: where its number stands in a row, and how many digits of it are printed. */
export interface Column {
  readonly head: string;
  /** A path into the row, as "scores.nll"; where a row has nothing there, the cell is empty. */
  readonly of: string;
  readonly digits?: number;
  /** A path to a standard error, printed after ±. */
  readonly error?: string;
}

/** One model, or one of the things it is compared with, as `add` found it. */
export interface Row {
  readonly label: string;
  /** The commands that made it; none of what needs no training. */
  readonly commands?: readonly string[];
  readonly [fact: string]: unknown;
}

/** What `results/NAME.json` holds: the answer to one question. */
export interface Table {
  /** The head of the first column: what its rows are, and of which split their numbers. */
  readonly of: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A table in Markdown, aligned as the style of this repository has it, and its commands. */
export const drawn = ({ of, columns, rows }: Table): string => {
  const cells = [
    [of, ...columns.map(({ head }) => head)],
    ...rows.map((row) => [row.label, ...columns.map((column) => cell(row, column))]),
  ];
  const widths = [of, ...columns].map((_, i) =>
    Math.max(3, ...cells.map((line) => [...(line[i] as string)].length)),
  );
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, i) => text + " ".repeat((widths[i] as number) - [...text].length)).join(" | ")} |`;
  const [head, ...body] = cells as [string[], ...string[][]];
  const lines = [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
  const commands = [...new Set(rows.flatMap(({ commands = [] }) => commands))];
  return [lines.join("\n"), ...(commands.length > 0 ? [told(commands)] : [])].join("\n\n");
};

/** How many commands a reader is shown unasked. */
const FEW = 3;

/** Commands under their table; many of them are folded. */
const told = (commands: readonly string[]): string => {
  const fenced = `\`\`\`\n${commands.join("\n")}\n\`\`\``;
  if (commands.length <= FEW) return fenced;
  return `<details>\n<summary>${commands.length} commands</summary>\n\n${fenced}\n\n</details>`;
};

const cell = (row: Row, { of, digits, error }: Column): string => {
  const value = at(row, of);
  const spread = error === undefined ? undefined : at(row, error);
  const after = typeof spread === "number" ? ` ± ${spread.toFixed(digits)}` : "";
  return value === undefined ? "" : shown(value, digits) + after;
};

const shown = (value: unknown, digits: number | undefined): string => {
  if (typeof value !== "number") return String(value).replaceAll("|", "\\|");
  return digits === undefined ? grouped(value) : value.toFixed(digits);
};

/** Thousands apart, as in the text of the documents. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, " ");

const at = (row: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], row);
