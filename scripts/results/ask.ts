import { main } from "textvae";

/** The last object that a command prints. Where it fails, so does this program. */
export const ask = async (...argv: string[]): Promise<Record<string, unknown>> => {
  let out = "";
  const stdout = { write: (text: string) => (out += text) };
  const code = await main([...argv, "--json"], { stdout, stderr: process.stderr });
  if (code !== 0) process.exit(code);
  return JSON.parse(out.trim().split("\n").at(-1) as string);
};
