// The peak of memory of `textvae train` on synthetic text of about 130 bytes a sentence, by the number of
// sentences: pnpm corpus:memory [--jsonl] [--starts N] [--steps N] [--checkout FOLDER] [SENTENCES …]
// Each size is trained twice: the first start reads text, the second reads what the first prepared. With
// --checkout the command of another checkout is measured.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { writeSplit } from "./corpus-memory/synthetic.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    checkout: { type: "string", default: new URL("..", import.meta.url).pathname },
    jsonl: { type: "boolean", default: false },
    starts: { type: "string", default: "2" },
    steps: { type: "string", default: "20" },
  },
});
const checkout = resolve(values.checkout);
const sizes = positionals.length > 0 ? positionals.map(Number) : [40_000, 400_000, 1_600_000];

/** Tells the peak of the process that it is loaded into, in kB, when that ends. */
const TELL =
  "data:text/javascript,import p from'node:process';p.on('exit',()=>p.stderr.write('\\nPEAK '+p.resourceUsage().maxRSS+'\\n'))";

const TINY =
  "--recipe nvrnn --dim 4 --embedding 8 --hidden 8 --kappa 20 --backend wasm --threads 1";

const train = (data: string, run: string, log: string[]): Promise<number> =>
  new Promise((done, fail) => {
    const cli = join(checkout, "packages/cli/src/bin.ts");
    const node = ["--conditions=@textvae/source", `--import=${TELL}`, cli];
    const flags = `train ${TINY} --max-vocabulary 2000 --steps ${values.steps} --evaluate-every 1000000`;
    const read = values.jsonl ? ["--field", "text"] : [];
    const argv = [...node, ...flags.split(" "), "--data", data, "--run", run, ...read];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    child.stderr.on("data", (piece) => {
      text += piece;
    });
    child.on("close", () => {
      log.push(text);
      const peak = /PEAK (\d+)/.exec(text)?.[1];
      if (peak === undefined) fail(new Error(text));
      else done(Number(peak) / 1000);
    });
  });

const folder = mkdtempSync(join(tmpdir(), "textvae-memory-"));
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
console.log("sentences      MB  start  peak MB  error");
for (const size of sizes) {
  const data = join(folder, String(size));
  writeSplit(data, "train", size, values.jsonl);
  writeSplit(data, "valid", 1000, values.jsonl);
  writeSplit(data, "test", 1000, values.jsonl);
  const file = join(data, values.jsonl ? "train.jsonl" : "train.txt");
  for (let start = 1; start <= Number(values.starts); start++) {
    const log: string[] = [];
    const peak = await train(data, join(folder, `run-${size}-${start}`), log);
    const failed = /^[A-Z_]+ {2}.*/m.exec(log.join(""))?.[0] ?? "";
    const cells = [size, (statSync(file).size / 1e6).toFixed(0), start, peak.toFixed(0)];
    console.log(
      `${cells.map((cell, i) => String(cell).padStart([9, 7, 6, 8][i] as number)).join(" ")}  ${failed}`,
    );
  }
  if (existsSync(data)) rmSync(data, { recursive: true });
}
