#!/usr/bin/env bash
# BullMQ 6.7.0 with ioredis 6.0.0 and the Redis 7.0.15 of Debian 12 (amd64)
# One would guess: a worker that is alone on its queue and alive runs a job once, however busy it is.
# What happens: while it computes without a pause for longer than `lockDuration` it can't renew its lock.
#   It then takes its own job for stalled, runs it a second time to the end, both results are refused
#   ("Missing lock"), and the job is failed. With a pause every 300 ms it runs once.
# Why it matters: training on WASM is such a computation; a lock lasts 30 s by default. Train in a child
#   process, or yield between steps.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund bullmq@6.7.0 ioredis@6.0.0
apt-get download -qq redis-tools=5:7.0.15-1~deb12u7 libjemalloc2=5.3.0-1 liblzf1=3.6-3
for package in *.deb; do dpkg -x "$package" root; done
ln -s redis-check-rdb root/usr/bin/redis-server-here # one program; its name tells it what to be
LD_LIBRARY_PATH=$(echo root/usr/lib/*-linux-gnu) root/usr/bin/redis-server-here --port 0 \
  --unixsocket "$folder/redis.sock" --save "" > redis.log &
server=$!
until [ -S redis.sock ]; do kill -0 "$server"; sleep 0.1; done

cat > run.mjs <<'END'
import { setImmediate as pause } from "node:timers/promises";
import { Queue, QueueEvents, Worker } from "bullmq";

const name = process.argv[2];
const pieces = name === "paused" ? 16 : 1;
const connection = { path: "redis.sock", maxRetriesPerRequest: null };
const events = new QueueEvents(name, { connection });
await events.waitUntilReady();
const end = new Promise((resolve) => {
  events.on("completed", () => resolve("completed"));
  events.on("failed", ({ failedReason }) => resolve(`failed, ${failedReason}`));
});
let runs = 0;
const train = async () => {
  runs++;
  for (let piece = 0; piece < pieces; piece++) {
    const until = Date.now() + 4800 / pieces;
    while (Date.now() < until);
    await pause();
  }
};
const times = { lockDuration: 1500, stalledInterval: 1500 };
new Worker(name, train, { connection, ...times }).on("error", (error) => console.error(error.message));
await new Queue(name, { connection }).add("train", {});
console.log(`${name}: ${await end}; runs: ${runs}`);
process.exit();
END
for kind in busy paused; do timeout 60 node run.mjs "$kind"; done | tee seen.txt

diff - seen.txt <<'END'
busy: failed, job stalled more than allowable limit; runs: 2
paused: completed; runs: 1
END
echo "as stated"
