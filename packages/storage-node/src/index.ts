export { codeOf } from "./code-of.ts";
export { attempt, isSystemError, systemFailure } from "./failures.ts";
export { isThere } from "./files.ts";
export { nodeStorage } from "./node-storage.ts";
export { DRAWING, outputFile, type Written } from "./output-file.ts";
export { outputFolder, outputPlace, type WrittenFolder } from "./output-folder.ts";
export { readBytes, requireFile } from "./read-file.ts";
export { standingAmong, standingIn } from "./run-folder.ts";
export { thisProcess } from "./this-process.ts";
