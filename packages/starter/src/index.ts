export { type Asked, parsed, runStarter, type Said } from "./command.ts";
export { beginFolder, type Files, readTemplate } from "./folder.ts";
export { checkName } from "./name.ts";
export { Refusal, refuse } from "./refusal.ts";
export { pick, publishedWith, type Versions } from "./versions.ts";
