import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderOf, run, sentences, TINY, temporaryFolder } from "./support.ts";

const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).pathname);
const zod = JSON.stringify(import.meta.resolve("zod").replace("file://", ""));

/** A dataset of someone else that reads `train.jsonl` and so on, in a configuration. */
const configOf = (name: string, ending = "jsonl"): string =>
  join(
    folderOf({
      "textvae.config.ts": `
        import { definePlugin } from ${source("../../core/src/index.ts")};
        import { Content, filesBySplit, isSource } from ${source("../../text/src/data/index.ts")};
        import { text } from ${source("../../dataset-text/src/index.ts")};
        import { z } from ${zod};
        const content = z.custom(isSource).transform((bytes) => new Content(bytes)).optional();
        const sentences = (content) =>
          content.lines({ where: "jsonl", maxLineBytes: 10_000 }).filter(Boolean).map((line) => JSON.parse(line).text).join("\\n");
        const mine = definePlugin({
          kind: "dataset", name: "${name}", version: "1.0.0", description: "Objects with a text",
          options: z.strictObject({ splits: z.strictObject({ train: content, valid: content, test: content }) }),
          folder: {
            expects: "train.${ending}, valid.${ending} and test.${ending}",
            find(names) {
              const of = (name) => /^(train|valid|test)\\.${ending}$/.exec(name)?.[1];
              return names.some(of) ? { contents: { splits: filesBySplit(names, of, "${name}") } } : undefined;
            },
          },
          create: ({ splits }) => text({
            splits: Object.fromEntries(
              Object.entries(splits).flatMap(([split, of]) => (of ? [[split, sentences(of)]] : [])),
            ),
          }),
        });
        export default { options: { prior: "gaussian" }, plugins: [mine] };
      `,
    }),
    "textvae.config.ts",
  );

const jsonl = (text: string): string =>
  text
    .split("\n")
    .map((line) => `${JSON.stringify({ text: line })}\n`)
    .join("");

const corpus = () =>
  folderOf({
    "train.jsonl": jsonl(sentences(40)),
    "valid.jsonl": jsonl(sentences(10, 3)),
    "test.jsonl": jsonl(sentences(10, 5)),
  });

const flags = TINY.filter((_, i) => TINY[i] !== "--kappa" && TINY[i - 1] !== "--kappa");

test("a dataset of someone else reads a folder, and is asked for again", async () => {
  const [config, data, folder] = [configOf("mine"), corpus(), join(temporaryFolder(), "run")];
  const given = ["--config", config, "--run", folder];
  const trained = await run("train", ...flags, ...given, "--data", data, "--steps", "2");
  expect(trained.code, trained.err).toBe(0);
  expect(trained.err).toMatch(/train: 40 sentences/);
  const recorded = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  expect(recorded.data.plugin).toMatchObject({ name: "mine", version: "1.0.0" });
  expect(JSON.stringify(recorded)).not.toContain("the cat"); // a fingerprint, not the text

  const without = await run("evaluate", "--run", folder);
  expect(without.err).toMatch(/^PLUGIN .*the dataset "mine" 1\.0\.0 .*--config FILE/);
});

test.each([
  [
    "without it nobody reads the folder",
    () => ["--data", corpus()],
    /^SPLIT .*expected files that a dataset reads; .*bow reads .*text reads train\.txt/,
  ],
  [
    "two that read the same files are told apart by nothing",
    () => ["--config", configOf("mine", "txt"), "--data", folderOf({ "train.txt": "a\n" })],
    /^SPLIT .*expected the files of one corpus; got train\.txt, which several datasets read\. text reads .*mine reads .*Leave out the options of one/,
  ],
])("%s", async (_, given, says) => {
  const { code, err } = await run("train", ...flags, ...given(), "--steps", "1");
  expect(code).toBe(1);
  expect(err).toMatch(says);
});
