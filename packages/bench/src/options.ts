import * as z from "zod";
import { caseNames, named } from "./cases/index.ts";
import { CLOCKS } from "./subjects/clock.ts";
import { BACKENDS } from "./subjects/index.ts";
import { KERNELS } from "./subjects/wasm.ts";

const namesOf = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

const names = [
  ...caseNames,
  ...named.map(({ name }) => name),
  "corpus-step",
  "corpus-step-bucketed",
];

export const benchOptions: z.ZodObject<{
  rounds: z.ZodDefault<z.ZodInt>;
  only: z.ZodOptional<z.ZodArray<z.ZodEnum<Record<string, string>>>>;
  small: z.ZodDefault<z.ZodBoolean>;
  backends: z.ZodDefault<z.ZodArray<z.ZodEnum<Record<string, string>>>>;
  kernels: z.ZodDefault<z.ZodArray<z.ZodEnum<Record<string, string>>>>;
  threads: z.ZodDefault<z.ZodInt>;
  clock: z.ZodDefault<z.ZodEnum<Record<string, string>>>;
  against: z.ZodOptional<z.ZodString>;
  python: z.ZodOptional<z.ZodString>;
}> = z.strictObject({
  rounds: z.int().min(1).default(7).describe("times that every subject has its turn"),
  only: z
    .array(z.enum(namesOf(names)))
    .min(1)
    .optional()
    .describe(`which cases: ${names.join(" ")}`),
  small: z.boolean().default(false).describe("a tenth of all sizes, to see that all runs"),
  backends: z
    .array(z.enum(namesOf(Object.keys(BACKENDS))))
    .min(1)
    .default(["wasm"])
    .describe(`which backends: ${Object.keys(BACKENDS).join(" ")}`),
  kernels: z
    .array(z.enum(namesOf(KERNELS)))
    .min(1)
    .default([...KERNELS])
    .describe(`which kernels of the wasm backend: ${KERNELS.join(" ")}`),
  threads: z.int().min(1).default(1).describe("threads of every subject that has them"),
  clock: z
    .enum(namesOf(CLOCKS))
    .default("wall")
    .describe("wall, or processor: the time of the processor alone, on a machine that others use"),
  against: z.string().optional().describe("the subject that speeds are relative to"),
  python: z.string().optional().describe("a Python with PyTorch, to measure beside"),
});

export type BenchInput = z.input<typeof benchOptions>;
export type BenchOptions = z.output<typeof benchOptions>;
