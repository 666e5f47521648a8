export { bench } from "./bench.ts";
export { caseNames } from "./cases/index.ts";
export type { Machine } from "./machine.ts";
export { type BenchInput, type BenchOptions, benchOptions } from "./options.ts";
export type { BenchReport, CaseResult, Measurement } from "./report.ts";
