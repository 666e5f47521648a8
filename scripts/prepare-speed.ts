// `pnpm prepare-speed [--megabytes 100] [--jobs 2] [--pairs 5] [--tokenizer bpe]`: how much faster processes that
// share the reading of a text are than one, in pairs that take turns, on synthetic text. Times are of whole commands,
// their start among them. The files that they make have to be the same to the last byte.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeSplit } from "./corpus-memory/synthetic.ts";
import { inPairs, type Timed, timed } from "./speed-pairs.ts";

const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "100" },
    jobs: { type: "string", default: "2" },
    pairs: { type: "string", default: "5" },
    tokenizer: { type: "string" },
  },
});
const { megabytes, jobs, pairs, tokenizer } = values;
const home = mkdtempSync(join(tmpdir(), "textvae-prepare-"));

/** Prepares the text into an empty folder; what it made there is what it told. */
const prepared = (...words: readonly string[]): Timed => {
  const cache = mkdtempSync(join(home, "cache-"));
  const reading = ["--data", join(home, "data"), "--max-vocabulary", "20000"];
  if (tokenizer !== undefined) reading.push("--tokenizer", tokenizer);
  const took = timed("data", "prepare", ...reading, "--cache", cache, ...words);
  const hashes = readdirSync(cache).map((name) => {
    const hash = createHash("sha256").update(readFileSync(join(cache, name)));
    return `${name} ${hash.digest("hex")}`;
  });
  rmSync(cache, { recursive: true });
  return { ...took, stdout: hashes.join("\n") };
};

try {
  writeSplit(join(home, "data"), "train", Math.round((Number(megabytes) * 1e6) / 130), false);
  inPairs({
    pairs: Number(pairs),
    names: ["one process", `${jobs}`],
    one: () => prepared(),
    many: () => prepared("--jobs", jobs),
    same(one, many) {
      if (one.stdout !== many.stdout) throw new Error(`other files: ${one.stdout}\n${many.stdout}`);
    },
  });
} finally {
  rmSync(home, { recursive: true, force: true });
}
