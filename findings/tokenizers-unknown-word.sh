#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (JavaScript) and tokenizers 0.23.2 (Python)
# One would guess: a tokenizer.json of a WordLevel model that loads gives unknown words its unk_token, as
#   in Python.
# What happens: the JavaScript library loads it without complaint and gives them the id `undefined`.
# Why it matters: word vocabularies of text VAEs are WordLevel. In an Int32Array undefined becomes 0,
#   whatever token that is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --no-deps tokenizers==0.23.2

cat > tokenizer.json <<'END'
{
  "version": "1.0",
  "truncation": null,
  "padding": null,
  "added_tokens": [],
  "normalizer": null,
  "pre_tokenizer": { "type": "Whitespace" },
  "post_processor": null,
  "decoder": null,
  "model": {
    "type": "WordLevel",
    "vocab": { "<eos>": 0, "<unk>": 1, "the": 2, "cat": 3 },
    "unk_token": "<unk>"
  }
}
END
cat > run.mjs <<'END'
import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";

const tokenizer = new Tokenizer(JSON.parse(readFileSync("tokenizer.json", "utf8")), {});
const { ids } = tokenizer.encode("the yellow cat");
console.log("JavaScript", ...ids, "as Int32Array", ...Int32Array.from(ids));
END
cat > run.py <<'END'
from tokenizers import Tokenizer

print("Python", *Tokenizer.from_file("tokenizer.json").encode("the yellow cat").ids)
END
{ node run.mjs; python/bin/python run.py; } | tee seen.txt

diff - seen.txt <<'END'
JavaScript 2 undefined 3 as Int32Array 2 0 3
Python 2 1 3
END
echo "as stated"
