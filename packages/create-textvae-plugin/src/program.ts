import { relative } from "node:path";
import process from "node:process";
import { parsed, refuse } from "@textvae/starter";
import { createPlugin } from "./create-plugin.ts";
import { KINDS, type Kind } from "./kinds.ts";

const HELP = `Usage: npm create textvae-plugin NAME [-- --kind KIND]

Makes the folder NAME with a plugin for textvae that works, its tests and a configuration that
trains with it. Then: cd NAME && npm install && npm test

  --kind KIND   what to begin with (default: prior)
${Object.entries(KINDS)
  .map(([kind, { what }]) => `                  ${kind.padEnd(12)}${what}`)
  .join("\n")}
  --help        print this
`;

/** Does what the command line says; what is to be printed. Throws a `Refusal` for what can't be done. */
export const program = async (argv: readonly string[]): Promise<string> => {
  const options = { kind: { type: "string", default: "prior" } } as const;
  const said = parsed(argv, { what: "plugin", help: HELP, options });
  if (!said) return HELP;
  const kind = String(said.values.kind);
  if (!Object.hasOwn(KINDS, kind)) throw refuse(`--kind ${Object.keys(KINDS).join(", ")}`, kind);
  const { folder, files } = await createPlugin(said.name, kind as Kind);
  const place = relative(process.cwd(), folder);
  const one = kind === "encoder" ? "an" : "a";
  return `Made ${place} with ${files.length} files: ${one} ${kind}, its laws and a run.

  cd ${place}
  npm install
  npm test
  npm run train`;
};
