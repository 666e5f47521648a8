import type { BackendReport, Registry } from "@textvae/core";
import { backendErrors, type OperationError } from "../laws/backend.ts";
import { factsLine, findBackend } from "./facts.ts";

/** A backend that ran every operation, or why it could not. */
export interface BackendExamination {
  readonly name: string;
  readonly absent?: string;
  readonly facts?: BackendReport["facts"];
  readonly mends?: BackendReport["mends"];
  readonly errors?: readonly OperationError[];
}

/** Runs every operation on every backend that is available, against double precision. */
export const examineBackends = async (
  registry: Registry,
  progress: (line: string) => void,
): Promise<BackendExamination[]> => {
  const examined: BackendExamination[] = [];
  for (const { meta } of registry.list("backend")) {
    const backend = findBackend(registry, meta.name);
    const support = await backend.available();
    if (!support.ok) {
      examined.push({ name: meta.name, absent: support.reason });
      continue;
    }
    progress(`every operation on ${meta.name}`);
    const { facts, mends } = await backend.start();
    const errors = await backendErrors();
    examined.push({ name: meta.name, facts, ...(mends && { mends }), errors });
  }
  return examined;
};

/** Whether every error is within what the laws allow. */
export const withinTolerance = (examined: readonly BackendExamination[]): boolean =>
  examined.every(({ errors = [] }) => errors.every(({ error, tolerance }) => error <= tolerance));

/** The same as tables of Markdown. */
export const backendTables = (examined: readonly BackendExamination[]): string => {
  const present = examined.filter(({ errors }) => errors);
  const operations = present[0]?.errors ?? [];
  const errorOf = ({ errors = [] }: BackendExamination, name: string): string => {
    const found = errors.find(({ operation }) => operation === name);
    if (!found) return "";
    const digits = found.error.toExponential(1);
    return found.error <= found.tolerance ? digits : `**${digits}**`;
  };
  const mended = present.flatMap(({ name, mends = {} }) =>
    Object.entries(mends).map(([kernel, reason]) => [name, `\`${kernel}\``, reason]),
  );
  return [
    table(
      ["operation", "cases", "tolerance", ...present.map(({ name }) => name)],
      operations.map(({ operation, cases, tolerance }) => [
        `\`${operation}\``,
        String(cases),
        tolerance.toExponential(0),
        ...present.map((examination) => errorOf(examination, operation)),
      ]),
    ),
    table(["backend", "mended kernel", "what tfjs's own does"], mended),
    ...present.map(({ name, facts }) => `- ${name}: ${factsLine(facts ?? {})}`),
    ...examined.flatMap(({ name, absent }) => (absent ? [`- ${name}: absent, ${absent}`] : [])),
  ].join("\n");
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const lines = [head, head.map(() => "---"), ...rows];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
};
