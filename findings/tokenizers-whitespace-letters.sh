#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (JavaScript) and tokenizers 0.23.2 (Python)
# One would guess: the pre-tokenizer `Whitespace` finds the same words in both libraries of one maker.
# What happens: in JavaScript only letters of ASCII are letters to it. "naïve" is one word in Python and
#   three in JavaScript, "слово" one word in Python and a run of signs in JavaScript.
# Why it matters: ids of text in most languages differ from those that the model was trained on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --no-deps tokenizers==0.23.2

cat > make.py <<'END'
from tokenizers import Tokenizer, models, pre_tokenizers

pieces = ["<unk>", "naïve", "na", "ï", "ve", "слово,", "слово", ","]
vocabulary = {token: id for id, token in enumerate(pieces)}
tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer.save("tokenizer.json")
END
cat > run.py <<'END'
from tokenizers import Tokenizer

for text in ["naïve", "слово,"]:
    print("Python:", text, "->", *Tokenizer.from_file("tokenizer.json").encode(text).ids)
END
cat > run.mjs <<'END'
import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";

const tokenizer = new Tokenizer(JSON.parse(readFileSync("tokenizer.json", "utf8")), {});
for (const text of ["naïve", "слово,"]) {
  console.log("JavaScript:", text, "->", ...tokenizer.encode(text).ids);
}
END
PYTHONUTF8=1 python/bin/python make.py
{ PYTHONUTF8=1 python/bin/python run.py; node run.mjs; } | tee seen.txt

diff - seen.txt <<'END'
Python: naïve -> 1
Python: слово, -> 6 7
JavaScript: naïve -> 2 3 4
JavaScript: слово, -> 5
END
echo "as stated"
