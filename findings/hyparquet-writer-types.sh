#!/usr/bin/env bash
# hyparquet-writer 0.17.0 (read with hyparquet 1.33.0)
# One would guess: the type of a column of numbers is guessed from the whole column, or from its first.
# What happens: from the first row group, 1,000 rows. A 0.5 after 999 whole numbers makes the column
#   DOUBLE; after 1,000 whole numbers the very same 0.5 is refused.
# Why it matters: losses, counts and weights that begin with whole numbers pass every small test and
#   fail on real runs. Name the type of each column.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund hyparquet-writer@0.17.0 hyparquet@1.33.0

cat > run.mjs <<'END'
import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";

for (const [count, type] of [[999], [1000], [1000, "DOUBLE"]]) {
  const data = [...Array(count).fill(1), 0.5];
  let answer;
  try {
    const file = parquetWriteBuffer({ columnData: [{ name: "weight", data, type }] });
    answer = parquetMetadata(file).schema[1].type;
  } catch (error) {
    answer = error.message;
  }
  console.log(`${count} times 1, then 0.5, type ${type ?? "guessed"}:`, answer);
}
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
999 times 1, then 0.5, type guessed: DOUBLE
1000 times 1, then 0.5, type guessed: parquet expected integer value, got 0.5
1000 times 1, then 0.5, type DOUBLE: DOUBLE
END
echo "as stated"
