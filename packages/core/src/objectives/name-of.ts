import type { Divergence } from "../contracts/divergence.ts";

/** How a divergence is called where its value is printed. */
export const nameOf = ({ plugin }: Divergence): string =>
  plugin?.name.toUpperCase() ?? "divergence";
