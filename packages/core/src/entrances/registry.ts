/** What opens and records things by name: registries, options, records. */

// Errors
export { type ErrorCode, nearest, placedIn, suggest } from "@textvae/ops";
export { checkOptions, optionKeys } from "../plugin/options.ts";
// Registries and records
export { type Plain, recordOf, revive } from "../plugin/record.ts";
export { createRegistry, type Registry } from "../plugin/registry.ts";
export { duplicateKey } from "../plugin/written-json.ts";
