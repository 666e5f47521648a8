// C0 without tab and LF, DEL and C1, and what turns the direction of text around.
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text without characters that command a terminal: each stands as `\u001b` and the like. Words of a
 * corpus may hold any. Within JSON, which may hold them in strings alone, the value stays the same.
 */
export const printable = (text: string): string =>
  text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The same of a sentence that stands on a line of its own: its ends of lines stand as `\u000a`, too. */
export const printableLine = (sentence: string): string =>
  printable(sentence).replaceAll("\n", "\\u000a");
