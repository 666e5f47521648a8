import { Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";

/**
 * Codes on the host as lists of equally many finite numbers.
 *
 * @throws {TextvaeError} `SHAPE` for tensors and for what is no such list.
 *
 * @example
 * const [from, to] = checkCodes("mine.interpolate", a, b);
 */
export const checkCodes = (where: string, ...codes: readonly unknown[]): number[][] => {
  const lists = codes.map((code) =>
    Array.isArray(code) || ArrayBuffer.isView(code) ? Array.from(code as ArrayLike<unknown>) : [],
  );
  const width = lists[0]?.length ?? 0;
  const fits = lists.every((list) => list.length === width && list.every(Number.isFinite));
  if (width > 0 && fits) return lists as number[][];
  throw new TextvaeError("SHAPE", where, {
    expected: "codes as lists of equally many finite numbers",
    got: codes.map(describe).join(", "),
    ...(codes.some((code) => code instanceof Tensor) && {
      hint: "Bring a row of a tensor to the host: const [code] = await z_BZ.array().",
    }),
  });
};

const describe = (code: unknown): string => {
  if (code instanceof Tensor) return `a tensor [${code.shape}]`;
  if (!(Array.isArray(code) || ArrayBuffer.isView(code))) return String(code);
  const list = Array.from(code as ArrayLike<unknown>);
  const bad = list.findIndex((value) => !Number.isFinite(value));
  return bad < 0 ? `${list.length} numbers` : `${list[bad]} at ${bad}`;
};
