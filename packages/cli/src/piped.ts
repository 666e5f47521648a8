import { fstatSync } from "node:fs";
import process from "node:process";

// How long a parent that left its pipe open, as Node's exec does, is waited for.
const GRACE = 1000;

/**
 * The bytes that are piped into the process, or stand in a file that it reads from; undefined on a
 * terminal, on a device, and where a parent opened a socket and wrote nothing into it.
 */
export const pipedBytes = async (): Promise<Uint8Array | undefined> => {
  const found = kindOfInput();
  if (found === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  const { stdin } = process;
  const timer = found === "socket" ? setTimeout(() => stdin.destroy(), GRACE) : undefined;
  try {
    for await (const chunk of stdin) {
      clearTimeout(timer);
      chunks.push(chunk as Uint8Array);
    }
  } catch (error) {
    if (chunks.length > 0 || timer === undefined) throw error;
    return undefined; // nobody wrote anything
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
};

const kindOfInput = (): "file" | "socket" | undefined => {
  try {
    const found = fstatSync(0);
    if (found.isSocket()) return "socket";
    return found.isFIFO() || found.isFile() ? "file" : undefined;
  } catch {
    return undefined; // it is closed
  }
};
