/**
 * JSON that someone wrote, by hand or on the command line.
 *
 * @throws {SyntaxError} for what is none, and for a key `__proto__` at any depth: where objects are
 * copied it would be lost in silence.
 */
export const parseWritten = (text: string): unknown =>
  JSON.parse(text, (key, value) => {
    if (key === "__proto__") throw new SyntaxError('the key "__proto__", which nothing knows');
    return value;
  });
