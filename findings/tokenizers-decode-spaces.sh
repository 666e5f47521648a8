#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (JavaScript)
# One would guess: a byte-level tokenizer without loss gives back the text that it encoded.
# What happens: decode drops spaces before . ? ! , and in contractions unless its configuration says
#   clean_up_tokenization_spaces: false. An empty configuration cleans.
# Why it matters: Penn Treebank and other tokenised corpora have exactly these spaces. A sample or a
#   reconstruction read back has other words ("mat." for "mat .") than the model wrote.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/tokenizers@0.2.0

cat > run.mjs <<'END'
import { Tokenizer } from "@huggingface/tokenizers";

const letters = [..." abcdefghijklmnopqrstuvwxyz.,'?"].map((letter) => letter.replace(" ", "Ġ"));
const vocab = Object.fromEntries(letters.map((letter, id) => [letter, id]));
const definition = {
  version: "1.0",
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: { type: "BPE", vocab, merges: [] },
};
for (const config of [{}, { clean_up_tokenization_spaces: false }]) {
  const tokenizer = new Tokenizer(definition, config);
  for (const text of ["the cat sat on a mat .", "no , it did n't ?"]) {
    console.log(JSON.stringify(config), text, "->", tokenizer.decode(tokenizer.encode(text).ids));
  }
}
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
{} the cat sat on a mat . -> the cat sat on a mat.
{} no , it did n't ? -> no, it didn't?
{"clean_up_tokenization_spaces":false} the cat sat on a mat . -> the cat sat on a mat .
{"clean_up_tokenization_spaces":false} no , it did n't ? -> no , it did n't ?
END
echo "as stated"
