import { relative } from "node:path";
import process from "node:process";
import { parsed, refuse } from "@textvae/starter";
import { createApp } from "./create-app.ts";
import { TEMPLATES, type Template } from "./templates.ts";

const HELP = `Usage: npm create textvae NAME [-- --template TEMPLATE]

Makes the folder NAME with a Vite app. Then: cd NAME && npm install && npm run dev

  --template TEMPLATE   what to begin with (default: train)
${Object.entries(TEMPLATES)
  .map(([name, { what }]) => `                        ${name.padEnd(8)}${what}`)
  .join("\n")}
  --help                print this
`;

/** Does what the command line says; what is to be printed. Throws a `Refusal` for what can't be done. */
export const program = async (argv: readonly string[]): Promise<string> => {
  const options = { template: { type: "string", default: "train" } } as const;
  const said = parsed(argv, { what: "app", help: HELP, options });
  if (!said) return HELP;
  const template = String(said.values.template);
  if (!Object.hasOwn(TEMPLATES, template)) {
    throw refuse(`--template ${Object.keys(TEMPLATES).join(", ")}`, template);
  }
  const { folder, files } = await createApp(said.name, template as Template);
  const place = relative(process.cwd(), folder);
  const { what, first = [] } = TEMPLATES[template as Template];
  const commands = [`cd ${place}`, "npm install", ...first, "npm run dev"];
  return `Made ${place} with ${files.length} files: ${what}.

${commands.map((command) => `  ${command}`).join("\n")}`;
};
