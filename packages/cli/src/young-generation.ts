import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from enlarging the part of its heap that new objects are made in. It doubles that part, up to 134
 * MB, whenever as much as fits into it has been found alive, however long that took: a long text or a long
 * training always ends there. Its speed did not depend on it.
 */
export const keepYoungGenerationSmall = (): void =>
  setFlagsFromString("--semi-space-growth-factor=1");
