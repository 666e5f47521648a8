#!/usr/bin/env bash
# s3rver 3.7.1 with @aws-sdk/client-s3 3.1175.0
# One would guess: a file put as a stream with the defaults of both is stored as it is, or refused.
# What happens: the client sends it in chunks with a trailing checksum, the server answers 200 and stores
#   the chunk headers as part of the object. With requestChecksumCalculation "WHEN_REQUIRED" all is well.
# Why it matters: weights come back longer than they went, and only their reader notices.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund s3rver@3.7.1 @aws-sdk/client-s3@3.1175.0

cat > run.mjs <<'END'
import { createReadStream, writeFileSync } from "node:fs";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import S3rver from "s3rver";

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: "objects",
  configureBuckets: [{ name: "runs" }],
});
const { port } = await server.run();
writeFileSync("weights", "w".repeat(100_000));
for (const more of [{}, { requestChecksumCalculation: "WHEN_REQUIRED" }]) {
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" }, // the server's documented defaults
    ...more,
  });
  const at = { Bucket: "runs", Key: "weights" };
  const Body = createReadStream("weights");
  const put = new PutObjectCommand({ ...at, Body, ContentLength: 100_000 });
  const { httpStatusCode } = (await client.send(put)).$metadata;
  const stored = await (await client.send(new GetObjectCommand(at))).Body.transformToString();
  const [start] = stored.split("\r\n");
  console.log(JSON.stringify(more), httpStatusCode, stored.length, start.slice(0, 8));
}
await server.close();
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
{} 200 100053 10000
{"requestChecksumCalculation":"WHEN_REQUIRED"} 200 100000 wwwwwwww
END
echo "as stated"
