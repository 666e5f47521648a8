import { type ErrorCode, TextvaeError } from "@textvae/core/options";

/** An error in plain data: its class does not survive a message. */
export interface ToldError {
  readonly message: string;
  readonly name: string;
  readonly stack?: string | undefined;
  /** Of an error of textvae, what it is made of. */
  readonly textvae?: {
    readonly code: ErrorCode;
    readonly where: string;
    readonly expected: string;
    readonly got: string;
    readonly hint?: string | undefined;
  };
  readonly cause?: ToldError;
}

/** What a call gave, or why it gave nothing. */
export type Answer<T> = { readonly value: T } | { readonly error: ToldError };

/** Does something and answers, whatever comes of it. */
export const answering = async <T>(act: () => T | Promise<T>): Promise<Answer<T>> => {
  try {
    return { value: await act() };
  } catch (error) {
    return { error: tell(error) };
  }
};

/** The value of an answer. Throws the error that it tells of, code, place and hint as they were. */
export const valueIn = <T>(answer: Answer<T>): T => {
  if ("error" in answer) throw revived(answer.error);
  return answer.value;
};

const tell = (error: unknown): ToldError => {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack, cause } = error;
  const told = { name, message, stack, ...(cause !== undefined && { cause: tell(cause) }) };
  if (!(error instanceof TextvaeError)) return told;
  const { code, where } = error;
  const { expected, got, hint } = error.details;
  return { ...told, textvae: { code, where, expected, got, hint } };
};

const revived = ({ name, message, stack, textvae, cause }: ToldError): Error => {
  const because = cause && { cause: revived(cause) };
  const error = textvae ? textvaeError(textvae, because) : new Error(message, because);
  if (!textvae) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
};

const textvaeError = (
  { code, where, expected, got, hint }: NonNullable<ToldError["textvae"]>,
  because: { readonly cause: Error } | undefined,
): TextvaeError =>
  new TextvaeError(code, where, { expected, got, ...(hint !== undefined && { hint }), ...because });
