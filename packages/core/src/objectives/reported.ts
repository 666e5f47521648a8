import { TextvaeError } from "@textvae/ops";
import type { Divergence, Reported } from "../contracts/divergence.ts";
import { described } from "../model/shapes.ts";

/**
 * What a divergence says per item: that of its own value where it wraps no other. One whose bound
 * it tells compares densities.
 *
 * @throws {TextvaeError} `OPTION` for what is no divergence.
 */
export const reportedBy = (divergence: Divergence): Reported => {
  if (typeof divergence?.between !== "function") {
    throw new TextvaeError("OPTION", "divergence", {
      expected: "a divergence, with a function `between`",
      got: described(divergence),
      hint: "Call the plugin: it makes the divergence.",
    });
  }
  const { reported, plugin, bound } = divergence;
  return reported ?? { name: plugin?.name.toUpperCase() ?? "divergence", bound };
};
