import { parseArgs } from "node:util";
import { KINDS, type Kind } from "./kinds.ts";
import { refuse } from "./refusal.ts";

export const HELP: string = `Usage: npm create textvae-plugin NAME [-- --kind KIND]

Makes the folder NAME with a plugin for textvae that works, its tests and a configuration that
trains with it. Then: cd NAME && npm install && npm test

  --kind KIND   what to begin with (default: prior)
${Object.entries(KINDS)
  .map(([kind, { what }]) => `                  ${kind.padEnd(12)}${what}`)
  .join("\n")}
  --help        print this
`;

/** What the command line asks for; undefined where it asks for help. */
export interface Request {
  readonly name: string;
  readonly kind: Kind;
}

/** Throws a `Refusal` for what no folder can be made of. */
export const requestOf = (argv: readonly string[]): Request | undefined => {
  const { values, positionals } = parsed(argv);
  if (values.help) return undefined;
  const [name, ...others] = positionals;
  if (name === undefined) throw refuse("a name for the plugin", "none", HELP);
  if (others.length > 0) throw refuse("one name", positionals.join(" "), HELP);
  const { kind } = values;
  if (Object.hasOwn(KINDS, kind)) return { name, kind: kind as Kind };
  throw refuse(`--kind ${Object.keys(KINDS).join(", ")}`, kind);
};

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        kind: { type: "string", default: "prior" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (cause) {
    throw refuse("the options of --help", (cause as Error).message);
  }
};
