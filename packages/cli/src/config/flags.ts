import { readFileSync } from "node:fs";
import { checkOptions, parseWritten, TextvaeError } from "@textvae/core/options";
import type { Said } from "@textvae/settings";
import { requireFile } from "@textvae/storage-node";
import { type Command, Option } from "commander";
import { z } from "zod";

/** One option of a schema as a flag of the command line. */
interface Flag {
  readonly key: string;
  /** Kebab-case: `maxVocabulary` is `--max-vocabulary`. */
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

const flagsOf = (schema: z.ZodObject, differs: (key: string) => boolean = () => false): Flag[] =>
  Object.entries(schema.shape).map(([key, option]) => {
    const { type, description, enum: choices, default: preset } = describe(option as z.ZodType);
    const stated = preset !== undefined && type !== "object";
    const notes = [
      ...(choices ? [choices.join(" | ")] : []),
      ...(stated ? [differs(key) ? "default by recipe" : `default ${JSON.stringify(preset)}`] : []),
    ];
    return {
      key,
      name: key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      type: type ?? "string",
      description: [description, notes.length > 0 && `(${notes.join("; ")})`]
        .filter(Boolean)
        .join(" "),
    };
  });

interface Description {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

const describe = (option: z.ZodType): Description =>
  z.toJSONSchema(option, { io: "input", unrepresentable: "any" }) as Description;

/** What the default of an option is, if it has one. */
export const defaultOf = (option: z.ZodType): unknown => describe(option).default;

/**
 * Adds a flag for each option that the command has not yet; a boolean also gets its `--no-…`. Help
 * lists it in the group of its key, or not at all; a default that `differs` is not said there.
 */
export const addFlags = (
  command: Command,
  schema: z.ZodObject,
  group: (key: string) => string | undefined,
  differs?: (key: string) => boolean,
): void => {
  const present = new Set(command.options.map((option) => option.long));
  for (const { key, name, type, description } of flagsOf(schema, differs)) {
    if (present.has(`--${name}`)) continue;
    const value = type === "boolean" ? "" : ` <${type === "integer" ? "number" : type}>`;
    const [option, heading] = [new Option(`--${name}${value}`, description), group(key)];
    command.addOption(heading === undefined ? option.hideHelp() : option.helpGroup(heading));
    if (type === "boolean") {
      command.addOption(new Option(`--no-${name}`).hideHelp());
    }
  }
};

/**
 * The options of a schema among the flags that were given, as the values they stand for.
 * Throws `OPTION` naming the flag of a value out of range.
 */
export const readFlags = (
  schema: z.ZodObject,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  for (const { key, name, type } of flagsOf(schema)) {
    if (given[key] === undefined) continue;
    values[key] = parse(given[key], type, name);
    checkOptions(schema.shape[key] as z.ZodType, values[key], `--${name}`);
  }
  return values;
};

/** Throws `OPTION` naming the first flag that was not given and has no default. */
export const requireFlags = (
  schema: z.ZodObject,
  given: Readonly<Record<string, unknown>>,
): void => {
  const missing = flagsOf(schema).find(
    ({ key }) => given[key] === undefined && !z.safeParse(schema.shape[key], undefined).success,
  );
  if (!missing) return;
  throw new TextvaeError("OPTION", `--${missing.name}`, {
    expected: missing.description,
    got: "nothing",
  });
};

/** What flags say of settings and of the options of a recipe. */
export const saidBy = (given: Readonly<Record<string, unknown>>): Said => ({
  names: Object.keys(given),
  read: (schema) => readFlags(schema, given),
});

const parse = (given: unknown, type: string, name: string): unknown => {
  if (typeof given !== "string") return given;
  switch (type) {
    case "number":
    case "integer":
      return given.trim() === "" ? Number.NaN : Number(given);
    case "object":
    case "array":
      return parseJson(given.startsWith("@") ? readText(given.slice(1)) : given, type, name);
    default:
      return given;
  }
};

/** `@file` stands for what the file holds. Throws `OPTION` for one that can't be read. */
const readText = (path: string): string => {
  try {
    requireFile(path);
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new TextvaeError("OPTION", `@${path}`, {
      expected: "a file that can be read",
      got: (cause as NodeJS.ErrnoException).code ?? String(cause),
      cause,
    });
  }
};

const EXAMPLES = { object: '{"size": 8}', array: "[[0, 1], [1, 0]]" } as const;

/** Throws `OPTION` with an example for what is no JSON. */
const parseJson = (text: string, type: "object" | "array", name: string): unknown => {
  try {
    return parseWritten(text);
  } catch (cause) {
    const { message } = cause as SyntaxError;
    throw new TextvaeError("OPTION", `--${name}`, {
      expected: `JSON, such as '${EXAMPLES[type]}', or @FILE with it`,
      got: message.startsWith("the key ")
        ? message
        : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text),
      cause,
    });
  }
};
