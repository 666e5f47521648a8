import { z } from "zod";
import { caseNames } from "./cases/index.ts";

const names = [...caseNames, "corpus-step"];

export const benchOptions: z.ZodObject<{
  rounds: z.ZodDefault<z.ZodInt>;
  only: z.ZodOptional<z.ZodArray<z.ZodEnum<Record<string, string>>>>;
  small: z.ZodDefault<z.ZodBoolean>;
  threads: z.ZodDefault<z.ZodInt>;
  python: z.ZodOptional<z.ZodString>;
}> = z.strictObject({
  rounds: z.int().min(1).default(7).describe("times that every subject has its turn"),
  only: z
    .array(z.enum(Object.fromEntries(names.map((name) => [name, name]))))
    .min(1)
    .optional()
    .describe(`which cases: ${names.join(" ")}`),
  small: z.boolean().default(false).describe("a tenth of all sizes, to see that all runs"),
  threads: z.int().min(1).default(1).describe("threads of every subject that has them"),
  python: z.string().optional().describe("a Python with PyTorch, to measure beside"),
});

export type BenchInput = z.input<typeof benchOptions>;
export type BenchOptions = z.output<typeof benchOptions>;
