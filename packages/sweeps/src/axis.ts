import { TextvaeError } from "@textvae/core";

/** One option of a sweep and the values that it takes. */
export type Axis =
  | { readonly option: string; readonly kind: "list"; readonly values: readonly string[] }
  | {
      readonly option: string;
      readonly kind: Range;
      readonly from: number;
      readonly to: number;
      /** How many values of a grid; absent where they are only drawn. */
      readonly count?: number;
    };

/** Evenly spaced numbers, whole ones, or numbers of a constant ratio. */
export type Range = "lin" | "int" | "log";

const RANGE = /^(lin|int|log):(.+)\.\.([^:]+)(?::(.*))?$/;

const EXAMPLES = "kappa=20,40,80, rate=log:1e-4..1e-2:5, dropout=lin:0..0.5:3 or dim=int:16..64:4";

/**
 * Reads an axis as it is written: `kappa=20,40,80`, `rate=log:1e-4..1e-2:5`, `lin:` and `int:` alike. A comma
 * within brackets belongs to its value, as in `weights=[1,2],[3,4]`.
 *
 * @throws {TextvaeError} `OPTION` for what is no axis, and for a value that stands twice.
 *
 * @example
 * axisOf("kappa=20,40,80"); // { option: "kappa", kind: "list", values: ["20", "40", "80"] }
 */
export const axisOf = (text: string): Axis => {
  const at = text.indexOf("=");
  const [name, written] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || written.trim() === "") {
    throw refused(text, "an option and its values", JSON.stringify(text), `Such as ${EXAMPLES}.`);
  }
  const option = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return /^(lin|int|log):/.test(written) ? rangeOf(option, written) : listOf(option, written);
};

/** The values of an axis in a grid, as they would be written on the command line. */
export const gridValues = (axis: Axis): readonly string[] => {
  if (axis.kind === "list") return axis.values;
  const { option, count } = axis;
  if (count === undefined) {
    const hint = "Numbers that are drawn (--random N) do without.";
    throw refused(option, "a number of values, such as log:1e-4..1e-2:5", "a range alone", hint);
  }
  const shares = Array.from({ length: count }, (_, i) => (count === 1 ? 0 : i / (count - 1)));
  return noneTwice(
    option,
    shares.map((share) => valueAt(axis, share)),
  );
};

/** The value of an axis that a uniform number in (0, 1) stands for. */
export const drawnValue = (axis: Axis, uniform: number): string => {
  if (axis.kind === "list") {
    return axis.values[Math.floor(uniform * axis.values.length)] as string;
  }
  // Every whole number has the same share, the two at the ends as well.
  const { kind, from, to } = axis;
  if (kind === "int") return String(from + Math.floor(uniform * (to - from + 1)));
  return valueAt(axis, uniform);
};

const valueAt = ({ kind, from, to }: Exclude<Axis, { kind: "list" }>, share: number): string => {
  if (share === 0) return String(from);
  if (share === 1) return String(to);
  if (kind === "log") return written(from * (to / from) ** share);
  const value = from + (to - from) * share;
  return kind === "int" ? String(Math.round(value)) : written(value);
};

/** Twelve digits, so that 0.1 + 0.2 is 0.3, and without zeros at the end. */
const written = (value: number): string => String(Number(value.toPrecision(12)));

const rangeOf = (option: string, text: string): Axis => {
  const [, kind, low, high, number] = RANGE.exec(text) ?? [];
  const [from, to, count] = [Number(low), Number(high), Number(number)];
  const refuse = (expected: string) => refused(option, expected, JSON.stringify(text));
  if (kind === undefined || !Number.isFinite(from) || !Number.isFinite(to)) {
    throw refuse("a range such as log:1e-4..1e-2:5");
  }
  if (!(from < to)) throw refuse("a range from a smaller number to a larger one");
  if (kind === "log" && from <= 0) throw refuse("a range of positive numbers");
  if (kind === "int" && !(Number.isSafeInteger(from) && Number.isSafeInteger(to))) {
    throw refuse("a range of whole numbers");
  }
  if (number !== undefined && !(Number.isInteger(count) && count >= 1 && count <= 10_000)) {
    throw refuse("1 to 10000 values");
  }
  return { option, kind: kind as Range, from, to, ...(number !== undefined && { count }) };
};

const listOf = (option: string, text: string): Axis => {
  const values = splitOutside(text).map((value) => value.trim());
  if (values.includes("")) {
    throw refused(option, "values with commas between them", JSON.stringify(text));
  }
  return { option, kind: "list", values: noneTwice(option, values) };
};

/** The parts between commas that stand in no bracket and no quotes. */
const splitOutside = (text: string): string[] => {
  const parts = [""];
  let [depth, quoted] = [0, false];
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && "[{".includes(letter)) depth++;
    if (!quoted && "]}".includes(letter)) depth--;
    if (letter === "," && depth === 0 && !quoted) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
};

const noneTwice = (option: string, values: readonly string[]): readonly string[] => {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice === undefined) return values;
  throw refused(option, "each value once", `${twice} twice`);
};

const refused = (of: string, expected: string, got: string, hint?: string): TextvaeError =>
  new TextvaeError("OPTION", `--over ${of}`, { expected, got, ...(hint && { hint }) });
