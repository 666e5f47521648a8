#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (JavaScript), tokenizers 0.23.2 and sentencepiece 0.2.2 (Python)
# One would guess: the normalizer Precompiled, which holds the normalization table of a SentencePiece model,
#   gives the text that SentencePiece gives.
# What happens: Python looks up whole graphemes of up to five bytes and puts what stands for the first key in the
#   place of all of it, so that accents after a full-width letter, and the second one after a letter, are
#   lost, and leaves jamo apart. JavaScript doesn't read the table and takes NFKC with some spaces instead, whatever the table
#   is: one that folds case doesn't.
# Why it matters: files of T5, XLM-R and ALBERT have this normalizer. The same text has other ids in each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet tokenizers==0.23.2 sentencepiece==0.2.2 protobuf==7.36.2

cat > make.py <<'END'
import io
import json

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, models, normalizers

TEXTS = ["\uff21\u0300", "e\u0301\u0323", "\u1112\u1161\u11ab", "ABC", "a\u200db"]
lines = [f"the cat sat on the mat number {i} and {7 * i} dogs" for i in range(200)]
rows = []
for rule in ["nmt_nfkc", "nmt_nfkc_cf"]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=60, hard_vocab_limit=False,
        normalization_rule_name=rule, minloglevel=2,
    )
    spec = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue()).normalizer_spec
    normalizer = normalizers.Precompiled(spec.precompiled_charsmap)
    original = sentencepiece.SentencePieceNormalizer(rule_name=rule)
    tokenizer = Tokenizer(models.Unigram([("<unk>", 0.0), ("a", -1.0)], unk_id=0))
    tokenizer.normalizer = normalizer
    tokenizer.save(f"{rule}.json")
    for text in TEXTS:
        rows.append([rule, text, original.normalize(text), normalizer.normalize_str(text)])
json.dump(rows, open("rows.json", "w"))
END
cat > run.mjs <<'END'
import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";

const show = (text) =>
  Array.from(text, (one) => `U+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
for (const [rule, text, original, python] of JSON.parse(readFileSync("rows.json", "utf8"))) {
  const { normalizer } = new Tokenizer(JSON.parse(readFileSync(`${rule}.json`, "utf8")), {});
  console.log(`${rule}: ${show(text)}`);
  const made = { SentencePiece: original, Python: python, JavaScript: normalizer(text) };
  for (const [name, one] of Object.entries(made)) console.log(`  ${name.padEnd(13)} ${show(one)}`);
}
END
python/bin/python make.py
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
nmt_nfkc: U+FF21 U+0300
  SentencePiece U+00C0
  Python        U+0041
  JavaScript    U+00C0
nmt_nfkc: U+0065 U+0301 U+0323
  SentencePiece U+00E9 U+0323
  Python        U+00E9
  JavaScript    U+1EB9 U+0301
nmt_nfkc: U+1112 U+1161 U+11AB
  SentencePiece U+D55C
  Python        U+1112 U+1161 U+11AB
  JavaScript    U+D55C
nmt_nfkc: U+0041 U+0042 U+0043
  SentencePiece U+0041 U+0042 U+0043
  Python        U+0041 U+0042 U+0043
  JavaScript    U+0041 U+0042 U+0043
nmt_nfkc: U+0061 U+200D U+0062
  SentencePiece U+0061 U+200D U+0062
  Python        U+0061 U+200D U+0062
  JavaScript    U+0061 U+0020 U+0062
nmt_nfkc_cf: U+FF21 U+0300
  SentencePiece U+00E0
  Python        U+0061
  JavaScript    U+00C0
nmt_nfkc_cf: U+0065 U+0301 U+0323
  SentencePiece U+00E9 U+0323
  Python        U+00E9
  JavaScript    U+1EB9 U+0301
nmt_nfkc_cf: U+1112 U+1161 U+11AB
  SentencePiece U+D55C
  Python        U+1112 U+1161 U+11AB
  JavaScript    U+D55C
nmt_nfkc_cf: U+0041 U+0042 U+0043
  SentencePiece U+0061 U+0062 U+0063
  Python        U+0061 U+0062 U+0063
  JavaScript    U+0041 U+0042 U+0043
nmt_nfkc_cf: U+0061 U+200D U+0062
  SentencePiece U+0061 U+200D U+0062
  Python        U+0061 U+200D U+0062
  JavaScript    U+0061 U+0020 U+0062
END
echo "as stated"
