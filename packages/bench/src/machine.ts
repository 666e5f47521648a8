import { arch, cpus, loadavg, platform } from "node:os";
import process from "node:process";

/** Where numbers were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
  readonly v8: string;
}

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  platform: `${platform()} ${arch()}`,
  node: process.versions.node,
  v8: process.versions.v8,
});

/** The most memory that this process has held, in MiB. */
export const peakMemory = (): number => process.resourceUsage().maxRSS / 1024;

/** Running programs on average over the last minute, this one included; 0 on Windows. */
export const load = (): number => loadavg()[0] ?? 0;
