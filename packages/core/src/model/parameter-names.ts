import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";

/** Whether a parameter lies under one of the prefixes: "decoder" holds "decoder.lstm.kernel". */
export const isUnder = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}.`));

/** The parameters under the prefixes. Throws `OPTION` when there is none under one of them. */
export const parametersUnder = (
  parameters: Parameters,
  prefixes: readonly string[],
  where: string,
): Parameters => {
  const names = [...parameters.keys()];
  const empty = prefixes.find((prefix) => !names.some((name) => isUnder(name, [prefix])));
  if (empty !== undefined || prefixes.length === 0) {
    throw new TextvaeError("OPTION", where, {
      expected: `prefixes of parameters: ${[...new Set(names.map((name) => name.split(".")[0]))].join(", ")}`,
      got: empty === undefined ? "none" : JSON.stringify(empty),
    });
  }
  return new Map([...parameters].filter(([name]) => isUnder(name, prefixes)));
};
