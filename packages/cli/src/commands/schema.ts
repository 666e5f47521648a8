import { z } from "zod";
import { command } from "../command.ts";

/** The JSON Schema of a configuration file, for editors. */
export const schema = command("schema", {
  options: {
    config: z.string().optional().describe("configuration whose recipes it has, too"),
  },
  async run({ config }) {
    const { configJsonSchema } = await import("@textvae/settings");
    const own =
      config === undefined ? {} : await (await import("../config/load.ts")).loadConfig(config);
    const schema = configJsonSchema((await import("@textvae/settings")).recipesWith(own.recipes));
    return { kind: "schema", data: { schema }, text: JSON.stringify(schema, null, 2) };
  },
});
