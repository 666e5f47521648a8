import type { Batch, CommonField, ContextBatch, Dataset, TextBatch } from "@textvae/core";
import { isField } from "@textvae/core/internals";
import { holds, type Law, law } from "../law.ts";

/** The laws of a dataset's vocabulary and of the fields of its batches. */
export const batchLaws = (dataset: Dataset, batchSize: number): Law[] => {
  const each = (check: (batch: Batch) => void) => () => {
    for (const split of dataset.splits) {
      const epoch = dataset.epoch(split, { batchSize });
      for (let i = 0; i < epoch.length; i++) check(epoch.at(i));
    }
  };
  const { vocabulary } = dataset;
  const laws = [
    law("words and ids are a bijection", () => bijection(dataset)),
    law(
      "batches have the fields that the dataset provides",
      each((batch) => providedFields(dataset, batch)),
    ),
  ];
  if (dataset.provides.includes("text")) {
    laws.push(
      law(
        "a sentence ends with the only end of sentence at its length",
        each(({ size, text }) => endsOnce(text as TextBatch, size, vocabulary.eos)),
      ),
      law(
        "ids are in the vocabulary, padding included",
        each(({ text }) => idsBelow((text as TextBatch).tokens_BT, vocabulary.size, "tokens_BT")),
      ),
    );
  }
  if (dataset.provides.includes("counts_BV")) {
    laws.push(
      law(
        "counts are whole and not negative, [B, V]",
        each(({ size, counts_BV = new Float32Array() }) => {
          holds(
            counts_BV.length === size * vocabulary.size,
            `counts_BV: expected ${size * vocabulary.size} numbers; got ${counts_BV.length}`,
          );
          holds(
            counts_BV.every((n) => Number.isInteger(n) && n >= 0),
            "counts_BV: expected whole numbers ≥ 0",
          );
        }),
      ),
    );
  }
  if (dataset.provides.includes("tfidf_BV")) {
    laws.push(
      law(
        "weighted counts are not negative, rows of length 1, [B, V]",
        each(({ size, tfidf_BV = new Float32Array() }) => {
          const width = vocabulary.size;
          holds(tfidf_BV.length === size * width, `tfidf_BV: expected [${size}, ${width}]`);
          holds(
            tfidf_BV.every((n) => n >= 0),
            "tfidf_BV: expected numbers ≥ 0",
          );
          for (let at = 0; at < tfidf_BV.length; at += width) {
            const length = Math.hypot(...tfidf_BV.subarray(at, at + width));
            holds(Math.abs(length - 1) < 1e-5, `tfidf_BV: expected length 1; got ${length}`);
          }
        }),
      ),
    );
  }
  if (dataset.provides.includes("weights_B")) {
    laws.push(
      law(
        "weights are above 0, one an item",
        each(({ size, weights_B = new Float32Array() }) => {
          holds(weights_B.length === size, `weights_B: expected ${size}; got ${weights_B.length}`);
          holds(
            weights_B.every((n) => n > 0 && n < Infinity),
            "weights_B: expected numbers above 0",
          );
        }),
      ),
    );
  }
  if (dataset.provides.includes("labels_B")) {
    laws.push(
      law(
        "labels are indices of the dataset's classes",
        each(({ size, labels_B = new Int32Array() }) => {
          holds(labels_B.length === size, `labels_B: expected ${size}; got ${labels_B.length}`);
          idsBelow(labels_B, dataset.labels?.length ?? 0, "labels_B");
        }),
      ),
    );
  }
  if (dataset.provides.includes("context")) {
    laws.push(
      law(
        "something was said before each item, by its speaker or by the other",
        each(({ size, context }) =>
          contexts(context as ContextBatch, size, vocabulary.eos, vocabulary.size),
        ),
      ),
    );
  }
  for (const [name, type] of Object.entries(dataset.fields ?? {})) {
    const shape = [type.dtype, `[${["B", ...type.shape]}]`].join(" ");
    laws.push(
      law(
        `every batch has the declared field ${name}, ${shape}`,
        each(({ size, fields }) => {
          const values = fields?.[name];
          holds(values !== undefined && isField(values, type, size), `${name}: expected ${shape}`);
        }),
      ),
    );
  }
  return laws;
};

const contexts = (
  { utterances, own_N, turns_B }: ContextBatch,
  size: number,
  eos: number,
  words: number,
): void => {
  holds(turns_B.length === size, `turns_B: expected ${size}; got ${turns_B.length}`);
  holds(
    turns_B.every((turns) => turns >= 1),
    "turns_B: expected at least one utterance before each item",
  );
  const rows = turns_B.reduce((a, b) => a + b, 0);
  holds(own_N.length === rows, `own_N: expected ${rows}; got ${own_N.length}`);
  idsBelow(own_N, 2, "own_N");
  endsOnce(utterances, rows, eos);
  idsBelow(utterances.tokens_BT, words, "utterances.tokens_BT");
};

const bijection = ({ vocabulary, provides }: Dataset): void => {
  const { size, words, eos, unk } = vocabulary;
  holds(words.length === size, `vocabulary: size ${size} but ${words.length} words`);
  words.forEach((word, id) => {
    holds(vocabulary.id(word) === id, `id("${word}"): expected ${id}; got ${vocabulary.id(word)}`);
    holds(vocabulary.word(id) === word, `word(${id}): expected "${word}"`);
  });
  const within = (name: string, id: number, least: number) =>
    holds(
      Number.isInteger(id) && id >= least && id < size,
      `${name}: expected from ${least} to ${size - 1}; got ${id}`,
    );
  within("eos", eos, provides.includes("text") ? 0 : -1);
  within("unk", unk, -1);
  const unknown = vocabulary.id("\u0000 no such word");
  holds(unknown === unk, `id of an unknown word: expected ${unk}; got ${unknown}`);
};

const common: readonly CommonField[] = [
  "text",
  "counts_BV",
  "tfidf_BV",
  "labels_B",
  "weights_B",
  "context",
];

const providedFields = ({ provides, fields = {} }: Dataset, batch: Batch): void => {
  const undeclared = provides.find(
    (field) => !(common as readonly string[]).includes(field) && !Object.hasOwn(fields, field),
  );
  holds(undeclared === undefined, `${undeclared}: provided, but its type is not declared`);
  for (const field of new Set([...common, ...provides, ...Object.keys(batch.fields ?? {})])) {
    const found = (batch[field as CommonField] ?? batch.fields?.[field]) !== undefined;
    const promised = provides.includes(field);
    holds(
      promised === found,
      `batch.${field}: ${promised ? "provided" : "not provided"}, but ${found ? "present" : "absent"}`,
    );
  }
};

const endsOnce = ({ tokens_BT, lengths_B, time }: TextBatch, size: number, eos: number): void => {
  holds(lengths_B.length === size, `lengths_B: expected ${size}; got ${lengths_B.length}`);
  holds(
    tokens_BT.length === size * time,
    `tokens_BT: expected ${size} rows of ${time}; got ${tokens_BT.length} ids`,
  );
  holds(
    time === Math.max(...lengths_B),
    `time: expected the longest length ${Math.max(...lengths_B)}; got ${time}`,
  );
  lengths_B.forEach((length, b) => {
    const row = tokens_BT.subarray(b * time, b * time + length);
    holds(
      length >= 1 && row.indexOf(eos) === length - 1,
      `row ${b}: expected its first end of sentence at ${length - 1}; got ${row.indexOf(eos)}`,
    );
  });
};

const idsBelow = (ids: Int32Array, limit: number, what: string): void =>
  holds(
    ids.every((id) => id >= 0 && id < limit),
    `${what}: expected ids in [0, ${limit}); got ${ids.find((id) => id < 0 || id >= limit)}`,
  );
