export { type CodeTable, codeTable, type TableOptions } from "./code-table.ts";
export { encodeParquet } from "./encode-parquet.ts";
