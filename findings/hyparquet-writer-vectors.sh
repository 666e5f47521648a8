#!/usr/bin/env bash
# hyparquet-writer 0.17.0 (read with hyparquet 1.33.0)
# One would guess: a column of Float32Array vectors becomes a list of floats.
# What happens: it becomes JSON text; typed arrays come back as objects, { "0": …, "1": … }. With the
#   schema of a list typed arrays are refused, plain arrays are taken.
# Why it matters: a file of latent codes holds text where other tools look for numbers. Write
#   Array.from(vector) with the schema of a list.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund hyparquet-writer@0.17.0 hyparquet@1.33.0

cat > run.mjs <<'END'
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";

const codes = [Float32Array.of(0.5, 1), Float32Array.of(2, 3)];
const plain = codes.map((code) => Array.from(code));
const listOfFloats = [
  { name: "root", num_children: 1 },
  { name: "code", repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "REQUIRED", type: "FLOAT" },
];
const written = async (label, data, schema) => {
  try {
    const file = parquetWriteBuffer({ columnData: [{ name: "code", data }], schema });
    const { type, converted_type } = parquetMetadata(file).schema.at(-1);
    const [row] = await parquetReadObjects({ file });
    console.log(label, type, converted_type ?? "-", JSON.stringify(row.code));
  } catch (error) {
    console.log(label, error.message);
  }
};
await written("typed, no schema:", codes);
await written("plain, no schema:", plain);
await written("typed, list schema:", codes, listOfFloats);
await written("plain, list schema:", plain, listOfFloats);
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
typed, no schema: BYTE_ARRAY JSON {"0":0.5,"1":1}
plain, no schema: BYTE_ARRAY JSON [0.5,1]
typed, list schema: parquet repeated field list must be an array
plain, list schema: FLOAT - [0.5,1]
END
echo "as stated"
