// `pnpm sweep-deaths [--repetitions 20] [--seed 1] [--small]`: 18 runs, two at once, whose processes are killed by
// -9 at random moments, and once the command itself, beside the same plan trained one run after the other and
// left alone. Every run must end once, with the same weights, metrics and table.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { createRng } from "@textvae/core";
import {
  bytesOf,
  copiedSweep,
  killedCommand,
  plannedSweep,
  tableOf,
  trainPlan,
} from "../test/sweep-deaths.ts";
import { quickCommand } from "./quick-command.ts";

const { values } = parseArgs({
  options: {
    repetitions: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    small: { type: "boolean", default: false },
  },
});

const over = values.small
  ? ["kappa=10,20", "seed=1,2"]
  : ["kappa=10,20,40", "dim=3,4", "seed=1,2,3"];
const home = mkdtempSync(join(tmpdir(), "textvae-deaths-"));
const command = await quickCommand();
const tell = (text: string) => process.stdout.write(`${text}\n`);

try {
  const serial = await plannedSweep(join(home, "serial"), over, 60);
  await trainPlan(serial, { jobs: 1, command });
  const [bytes, table] = [serial.lines.map(bytesOf), await tableOf(serial)];
  tell(`${serial.lines.length} runs one after the other, none killed`);

  let wrong = 0;
  for (let i = 0; i < Number(values.repetitions); i++) {
    const rng = createRng(Number(values.seed) + i).stream("deaths");
    const name = `repetition-${i}`;
    const killed = copiedSweep(serial, join(home, name));
    const commands = i % 4 === 3;
    let told = "the command killed twice";
    let once = true;
    if (commands) await killedCommand(command, killed.plan, rng, 2);
    else {
      const { kills, ends, records } = await trainPlan(killed, {
        ...{ jobs: 2, command },
        deaths: { rng, share: 0.5 },
      });
      once = records.every(({ name, state }) => state === "done" && ends.get(name) === 1);
      told = `${kills} processes killed`;
    }
    const same = isDeepStrictEqual(killed.lines.map(bytesOf), bytes);
    const sameTable = isDeepStrictEqual(await tableOf(killed), table);
    if (!(once && same && sameTable)) wrong++;
    tell(
      `${name}: ${told}; each ended once: ${once}; same weights and metrics: ${same}; same table: ${sameTable}`,
    );
    rmSync(join(home, name), { recursive: true });
  }
  tell(`${wrong} of ${values.repetitions} repetitions differ`);
  process.exitCode = wrong > 0 ? 1 : 0;
} finally {
  rmSync(home, { recursive: true, force: true });
}
