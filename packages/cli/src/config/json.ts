import { duplicateKey } from "@textvae/core/options";

/**
 * JSON that someone wrote, by hand or on the command line.
 *
 * @throws {SyntaxError} for what is none, and for a key `__proto__` at any depth: where objects are
 * copied it would be lost in silence; and for a key that stands twice in one object, of which
 * `JSON.parse` takes the last.
 */
export const parseWritten = (text: string): unknown => {
  const value = JSON.parse(text, (key, inner) => {
    if (key === "__proto__") throw new SyntaxError('the key "__proto__", which nothing knows');
    return inner;
  });
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new SyntaxError(`the key ${JSON.stringify(twice)} twice`);
  return value;
};
