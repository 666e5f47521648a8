#!/usr/bin/env bash
# s3rver 3.7.1 (asked with aws4fetch 1.0.20)
# One would guess: a fake of S3 honours conditional writes, or says that it can't.
# What happens: If-None-Match and If-Match of a PUT are passed over, 200 each time: the object is created
#   twice, and replaced under a wrong ETag.
# Why it matters: a lease of a run in an object store rests on these two headers. On this server two
#   trainers both get it, so that a test against it says nothing of the lease.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund s3rver@3.7.1 aws4fetch@1.0.20

cat > run.mjs <<'END'
import { AwsClient } from "aws4fetch";
import S3rver from "s3rver";

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: "objects",
  configureBuckets: [{ name: "runs" }],
});
const { port } = await server.run();
const keys = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" }; // the server's documented defaults
const client = new AwsClient({ ...keys, service: "s3", region: "us-east-1" });
const url = `http://127.0.0.1:${port}/runs/lease`;
const put = async (body, headers) => {
  const { status } = await client.fetch(url, { method: "PUT", body, headers });
  console.log(JSON.stringify(headers), status, await (await client.fetch(url)).text());
};
await put("first", { "If-None-Match": "*" });
await put("second", { "If-None-Match": "*" });
await put("third", { "If-Match": '"00000000000000000000000000000000"' });
await server.close();
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
{"If-None-Match":"*"} 200 first
{"If-None-Match":"*"} 200 second
{"If-Match":"\"00000000000000000000000000000000\""} 200 third
END
echo "as stated"
