export { lockRun } from "./lock.ts";
export { opfsStorage } from "./opfs-storage.ts";
