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

/**
 * The first key that stands twice in one object of a JSON text; undefined when none does. The text
 * is known to parse: `JSON.parse` takes the last of two in silence.
 */
export const duplicateKey = (json: string): string | undefined => {
  const open: Set<string>[] = [];
  let text = "";
  for (let i = 0; i < json.length; i++) {
    const sign = json[i];
    if (sign === '"') {
      const end = endOfString(json, i);
      text = json.slice(i, end);
      i = end - 1;
    } else if (sign === "{" || sign === "[") open.push(new Set());
    else if (sign === "}" || sign === "]") open.pop();
    else if (sign === ":") {
      const keys = open.at(-1) as Set<string>;
      const key = JSON.parse(text) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
};

const endOfString = (json: string, start: number): number => {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === "\\" ? 2 : 1;
  return i + 1;
};
