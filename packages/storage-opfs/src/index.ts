export { lockRun } from "./lock.ts";
export { opfsPages } from "./opfs-pages.ts";
export { opfsStorage } from "./opfs-storage.ts";
