#!/usr/bin/env bash
# @huggingface/tokenizers 0.2.0 (JavaScript) and tokenizers 0.23.2 (Python)
# One would guess: one tokenizer.json gives the same ids in both libraries of one maker.
# What happens: the JavaScript library passes over `truncation`, `padding` and `single_word` of an added
#   token in silence. Python cuts to 5 ids, pads to 8 and leaves "ten" in "tent" alone.
# Why it matters: ids and lengths on a page differ from those that the model was trained on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --no-deps tokenizers==0.23.2

cat > make.py <<'END'
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

vocabulary = ["<unk>", "<pad>", "ten", "tent", "in", "a", "##t", "t"]
vocabulary = {token: id for id, token in enumerate(vocabulary)}
tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
tokenizer.add_tokens([AddedToken("ten", single_word=True)])
tokenizer.enable_truncation(5)
tokenizer.enable_padding(length=8, pad_id=1, pad_token="<pad>")
tokenizer.save("tokenizer.json")
END
cat > run.py <<'END'
from tokenizers import Tokenizer

for text in ["ten tent a", "a in a in a in"]:
    print("Python:", text, "->", *Tokenizer.from_file("tokenizer.json").encode(text).ids)
END
cat > run.mjs <<'END'
import { readFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";

const tokenizer = new Tokenizer(JSON.parse(readFileSync("tokenizer.json", "utf8")), {});
for (const text of ["ten tent a", "a in a in a in"]) {
  console.log("JavaScript:", text, "->", ...tokenizer.encode(text).ids);
}
END
python/bin/python make.py
{ python/bin/python run.py; node run.mjs; } | tee seen.txt

diff - seen.txt <<'END'
Python: ten tent a -> 2 3 5 1 1 1 1 1
Python: a in a in a in -> 5 4 5 4 5 1 1 1
JavaScript: ten tent a -> 2 2 7 5
JavaScript: a in a in a in -> 5 4 5 4 5 4
END
echo "as stated"
