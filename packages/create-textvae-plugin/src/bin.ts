#!/usr/bin/env node
import { relative } from "node:path";
import process from "node:process";
import { HELP, requestOf } from "./arguments.ts";
import { createPlugin } from "./create-plugin.ts";
import { Refusal } from "./refusal.ts";

try {
  const request = requestOf(process.argv.slice(2));
  if (request) {
    const { folder, files } = await createPlugin(request.name, request.kind);
    const place = relative(process.cwd(), folder);
    console.log(
      `Made ${place} with ${files.length} files: ${request.kind === "encoder" ? "an" : "a"} ${request.kind}, its laws and a run.`,
    );
    console.log(`\n  cd ${place}\n  npm install\n  npm test\n  npm run train`);
  } else {
    console.log(HELP);
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`create-textvae-plugin: ${error.message}`);
  process.exitCode = 1;
}
