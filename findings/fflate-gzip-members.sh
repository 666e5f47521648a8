#!/usr/bin/env bash
# fflate 0.8.3
# One would guess: gunzipSync and gunzip give all that Gunzip, the same library's stream, gives. A gzip file may
#   have several members, one after the other (RFC 1952, section 2.2): what `cat a.gz b.gz` makes, and what many
#   corpora are shipped as.
# What happens: gunzipSync and gunzip give the first member and leave out the rest, without an error. Gunzip
#   gives all of them, wherever the pieces that are pushed end, and so does node:zlib.
# Why it matters: a corpus of concatenated files is read as its first file, and trains without a sign of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund fflate@0.8.3

cat > run.mjs <<'END'
import { gunzipSync as byNode } from "node:zlib";
import { promisify } from "node:util";
import { Gunzip, gunzip, gunzipSync, gzipSync, strFromU8, strToU8 } from "fflate";

const members = ["the cat sat\n", "the dog sat on the mat\n"].map((text) => gzipSync(strToU8(text)));
const file = new Uint8Array(Buffer.concat(members));
const show = (name, bytes) => console.log(name.padEnd(12), JSON.stringify(strFromU8(new Uint8Array(bytes))));

show("node:zlib", byNode(file));
show("gunzipSync", gunzipSync(file));
show("gunzip", await promisify(gunzip)(file));
for (const size of [file.length, 7]) {
  const pieces = [];
  const stream = new Gunzip((bytes) => pieces.push(bytes));
  for (let at = 0; at < file.length; at += size) {
    stream.push(file.slice(at, at + size), at + size >= file.length);
  }
  show(size === 7 ? "Gunzip by 7" : "Gunzip", Buffer.concat(pieces));
}
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
node:zlib    "the cat sat\nthe dog sat on the mat\n"
gunzipSync   "the cat sat\n"
gunzip       "the cat sat\n"
Gunzip       "the cat sat\nthe dog sat on the mat\n"
Gunzip by 7  "the cat sat\nthe dog sat on the mat\n"
END
echo "as stated"
