type Record = Readonly<{ [key: string]: unknown }>;

const isRecord = (value: unknown): value is Record => typeof value === "object" && value !== null;

/**
 * Whether a record of a run says all that an earlier one said, and in addition only options that
 * did not exist when that was written. Such an option at its default changes nothing: its default
 * is what was done before there was a choice, or the plugin has a new version, which is compared.
 */
export const addsOptionsOnly = (before: unknown, now: unknown, within = false): boolean => {
  if (!isRecord(before) || !isRecord(now) || Array.isArray(before) !== Array.isArray(now)) {
    return before === now;
  }
  if (earlierForm(before, now)) return true;
  if (Array.isArray(before) && before.length !== (now as unknown as unknown[]).length) return false;
  return Object.keys({ ...before, ...now }).every((key) => {
    if (!Object.hasOwn(before, key)) return within;
    return addsOptionsOnly(before[key], now[key], within || key === "options");
  });
};

/**
 * What is a plugin now and was recorded without its name: what core makes of others was recorded
 * by its options with "(function)" among them (an embedding), or by the part that it stands around.
 */
const earlierForm = (before: Record, now: Record): boolean => {
  const { options } = now;
  if (!Object.hasOwn(now, "kind") || !isRecord(options)) return false;
  if (!Object.hasOwn(before, "kind"))
    return addsOptionsOnly(withoutFunctions(before), options, true);
  const { kind, name } = before;
  if (name === now.name) return false;
  return Object.values(options).some(
    (inner) => isRecord(inner) && inner.kind === kind && addsOptionsOnly(before, inner),
  );
};

const withoutFunctions = (record: Record): Record =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "(function)"));
