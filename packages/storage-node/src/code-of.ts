/** The system's name of an error, e.g. `ENOSPC`; empty for an error of another kind. */
export const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? "");
