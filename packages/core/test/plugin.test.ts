import type { StandardSchemaV1 } from "@standard-schema/spec";
import { describe, expect, test } from "vitest";
import { createRegistry, definePlugin, referenceOf, TextvaeError } from "../src/index.ts";

/** A hand-written Standard Schema, so that core is tested without a schema library. */
const schema: StandardSchemaV1<{ size?: number }, { size: number }> & { shape: object } = {
  shape: { size: {} },
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const { size = 2 } = value as { size?: number };
      return Number.isInteger(size) && size > 0
        ? { value: { size } }
        : { issues: [{ message: "a whole number ≥ 1", path: ["size"] }] };
    },
  },
};
const make = (name: string, contract?: number) =>
  definePlugin({
    kind: "prior",
    name,
    version: "1.2.3",
    description: "a test",
    options: schema,
    ...(contract !== undefined && { contract }),
    create: ({ size }) => ({ size }),
  });
const codeOf = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    return `${(error as TextvaeError).code}: ${(error as Error).message}`;
  }
  return "no error";
};

/** What comes of options by a schema that answers so; `parse` is how zod tells what it met. */
const answered = (validate: (value: unknown) => unknown, parse?: () => unknown) =>
  codeOf(() =>
    definePlugin({
      kind: "prior",
      name: "odd",
      version: "1.0.0",
      description: "a test",
      options: { "~standard": { version: 1, vendor: "test", validate }, parse } as never,
      create: () => ({}),
    })({} as never),
  );
const fail = (error: unknown) => () => {
  throw error;
};

// A rejection that nobody takes would fail the run of the tests.
describe("a schema that does not answer at once is a typed error, whatever it does", () => {
  test.each([
    ["is asynchronous", answered(async () => ({ value: {} })), "got a promise"],
    ["rejects", answered(() => Promise.reject(new Error("late"))), "got a promise"],
    ["throws", answered(fail(new TypeError("broken"))), "got broken"],
    ["throws what is no error", answered(fail(null)), "got null"],
    ["answers nothing", answered(() => undefined), "PLUGIN: odd"],
    [
      "makes a promise of what its transform throws",
      answered(() => Promise.reject(0), fail(new Error("inner"))),
      "got inner",
    ],
  ])("%s", (_, told, says) => {
    expect(told).toMatch(/^PLUGIN: odd: expected a schema that validates at once/);
    expect(told).toContain(says);
  });
  test.each([
    ["no list of issues", { issues: "no" }, 'got "no"'],
    ["no issue", { issues: [] }, "got []"],
    ["an issue without a message", { issues: [{}] }, "got [{}]"],
    ["neither issues nor a value", {}, "got nothing"],
  ])("a failure of %s is a typed error", (_, answer, says) => {
    const told = answered(() => answer);
    expect(told).toMatch(/^PLUGIN: odd: expected a Standard Schema/);
    expect(told).toContain(says);
  });
  test("a typed error of a transform stays what it is", () => {
    const error = new TextvaeError("ENCODING", "train", { expected: "UTF-8", got: "another" });
    expect(answered(() => Promise.reject(error), fail(error))).toMatch(/^ENCODING: train/);
    expect(answered(fail(error))).toMatch(/^ENCODING: train/);
  });
});

describe("definePlugin", () => {
  test("an option that JSON has not is shown", () => {
    expect(codeOf(() => make("ball")({ size: 3n } as never))).toMatch(/got 3\.$/);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(codeOf(() => make("ball")({ size: circle } as never))).toMatch(/got object\.$/);
  });
  test("fills defaults, freezes and remembers how the part was made", () => {
    const made = make("ball")();
    expect(made.size).toBe(2);
    expect(Object.isFrozen(made)).toBe(true);
    expect(referenceOf(made)).toEqual({
      kind: "prior",
      name: "ball",
      version: "1.2.3",
      options: { size: 2 },
    });
  });
  test("a bad option says what was expected and got", () => {
    expect(codeOf(() => make("ball")({ size: 0 }))).toBe(
      "OPTION: ball.size: expected a whole number ≥ 1; got 0.",
    );
  });
  test("a mistyped option names the nearest", () => {
    expect(codeOf(() => make("ball")({ sise: 3 } as never))).toBe(
      'OPTION: ball: expected known options only; got "sise". Did you mean "size"?',
    );
  });
  test("a name that is not kebab-case is refused", () => {
    expect(codeOf(() => make("Ball"))).toMatch(/^PLUGIN: /);
  });
});

describe("registry", () => {
  test("finds by kind and name", () => {
    const ball = make("ball");
    expect(createRegistry().use(ball).find("prior", "ball")).toBe(ball);
  });
  test("an unknown name suggests the nearest", () => {
    const registry = createRegistry().use(make("ball"), make("cube"));
    expect(codeOf(() => registry.find("prior", "bal"))).toContain('Did you mean "ball"?');
    expect(codeOf(() => registry.find("prior", "zzzzzzzz"))).toContain("Known: ball, cube.");
  });
  test("a second plugin of the same name is refused, the same one twice is not", () => {
    const ball = make("ball");
    expect(createRegistry().use(ball, ball).list()).toHaveLength(1);
    expect(codeOf(() => createRegistry().use(ball, make("ball")))).toMatch(/^PLUGIN: /);
  });
  test("a plugin for another contract is refused", () => {
    expect(codeOf(() => createRegistry().use(make("ball", 99)))).toContain("contract 99");
  });
  test("missing peers are named", () => {
    const needy = definePlugin({
      kind: "flow",
      name: "needy",
      version: "1.0.0",
      description: "a test",
      options: schema,
      peers: [{ name: "left-out", present: () => false }],
      create: () => ({}),
    });
    expect(codeOf(() => createRegistry().use(needy))).toContain("npm install left-out");
  });
});
