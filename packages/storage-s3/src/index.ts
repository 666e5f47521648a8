export { type S3Account, type S3Address, s3AccountIn, s3Address } from "./address.ts";
export { s3Files } from "./s3-files.ts";
export { s3Folders, s3Storage } from "./s3-storage.ts";
