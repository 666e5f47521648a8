#!/usr/bin/env bash
# umap-js 1.4.0
# One would guess: a point whose coordinates are NaN is refused, or is NaN in the layout.
# What happens: every point, also that one, gets an ordinary finite place, and nothing is said.
# Why it matters: a model that has gone wrong for some sentences still has a fine picture of its codes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund umap-js@1.4.0

cat > run.mjs <<'END'
import { UMAP } from "umap-js";

const seeded = (state) => () => {
  state = (state * 1664525 + 1013904223) % 2 ** 32;
  return state / 2 ** 32;
};
const random = seeded(1);
const codes = Array.from({ length: 40 }, () => Array.from({ length: 4 }, () => random()));
codes[3] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];

const layout = new UMAP({ random: seeded(2), nEpochs: 50 }).fit(codes);
console.log("the point of NaN lies at", ...layout[3].map((x) => x.toFixed(2)));
console.log("finite:", layout.filter((place) => place.every(Number.isFinite)).length, "of", layout.length);
END
node run.mjs | tee seen.txt

diff - <(tail -n 1 seen.txt) <<< "finite: 40 of 40"
echo "as stated"
