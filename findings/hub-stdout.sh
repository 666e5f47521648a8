#!/usr/bin/env bash
# @huggingface/hub 2.17.5 in Node
# One would guess: a library that fetches files keeps quiet, or tells its progress on stderr.
# What happens: snapshotDownload writes "Downloading <file> to <path>" for every file by console.debug,
#   which is stdout in Node. No option turns it off.
# Why it matters: a command with --json that pulls a model prints no JSON any more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/hub@2.17.5

cat > run.mjs <<'END'
// A hub of one file, answered by a `fetch` of our own: nothing leaves this process.
import { snapshotDownload } from "@huggingface/hub";

const sha = "0".repeat(40);
const date = "2026-01-01T00:00:00.000Z";
const file = { type: "file", path: "config.json", size: 2, oid: "1".repeat(40) };
const model = { _id: "1", id: "someone/model", sha, private: false, gated: false };
const fetch = async (url, { headers } = {}) => {
  const { pathname } = new URL(url);
  if (pathname.includes("/revision/")) {
    return Response.json({ ...model, downloads: 0, likes: 0, lastModified: date });
  }
  if (pathname.includes("/tree/")) return Response.json([file]);
  if (pathname.includes("/paths-info/")) {
    return Response.json([{ ...file, lastCommit: { id: sha, title: "first", date } }]);
  }
  const etag = `"${file.oid}"`;
  return new Headers(headers).has("range")
    ? new Response("{", { status: 206, headers: { etag, "content-range": "bytes 0-0/2" } })
    : new Response("{}", { headers: { etag, "content-length": "2" } });
};
await snapshotDownload({ repo: "someone/model", cacheDir: "cache", fetch });
console.log(JSON.stringify({ pulled: "someone/model" }));
END
node run.mjs 2> stderr.txt > stdout.txt
sed 's/ to .*/ to …/' stdout.txt | tee seen.txt

diff - seen.txt <<'END'
Downloading config.json to …
{"pulled":"someone/model"}
END
echo "as stated"
