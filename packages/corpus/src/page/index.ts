export { blobSource, type FileFacts } from "./blob-source.ts";
export { pageHost } from "./page-host.ts";
