import { command } from "../command.ts";

/** The JSON Schema of a configuration file, for editors. */
export const schema = command("schema", {
  options: {},
  async run() {
    const { configJsonSchema } = await import("../config/json-schema.ts");
    const schema = configJsonSchema();
    return { kind: "schema", data: { schema }, text: JSON.stringify(schema, null, 2) };
  },
});
