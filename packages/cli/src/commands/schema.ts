import { configJsonSchema } from "../config/json-schema.ts";
import type { Outcome } from "../io.ts";

/** The JSON Schema of a configuration file, for editors. */
export const schemaCommand = async (): Promise<Outcome> => {
  const schema = configJsonSchema();
  return { kind: "schema", data: { schema }, text: JSON.stringify(schema, null, 2) };
};
