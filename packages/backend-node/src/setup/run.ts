import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What a program prints. Throws, with what it complained of, when it can't be run or fails. */
export const run = async (
  program: string,
  args: readonly string[],
  cwd: string = process.cwd(),
): Promise<string> => {
  try {
    return (await execute(program, [...args], { cwd, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    const reason =
      code === "ENOENT" ? "is not installed" : stderr.trim().split("\n").slice(-8).join("\n");
    throw new Error(`${program} ${reason || `failed with ${code}`}`, { cause: error });
  }
};
