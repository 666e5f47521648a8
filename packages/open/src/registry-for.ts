import { createRegistry, type Plain, type Registry } from "@textvae/core";
import { loadParts, namesIn } from "./parts.ts";

/**
 * A registry with the parts of textvae that a record names, in it and within options, such as
 * `recordOf(experiment)` or several of these. Each part is loaded as it is named, so that a page downloads
 * no other. A name that is not textvae's is left out.
 *
 * @example
 * const registry = await registryFor(record);
 * const experiment = revive(record, registry);
 */
export const registryFor = async (record: Plain): Promise<Registry> =>
  createRegistry().use(...(await loadParts(namesIn(record))));
