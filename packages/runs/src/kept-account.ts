import type { Dataset, Storage } from "@textvae/core";
import type { Source } from "./source.ts";

const FILE = "account.json";

/** What the splits hold. */
export type Account = NonNullable<Dataset["account"]>;

/** Puts what the splits hold beside the configuration of a run, for who reads its numbers without the text. */
export const settleAccount = async (
  storage: Pick<Storage, "write">,
  { account }: Pick<Dataset, "account">,
): Promise<void> => {
  if (!account) return;
  await storage.write(FILE, new TextEncoder().encode(`${JSON.stringify(account, null, 2)}\n`));
};

/** What is known of the splits of a run; nothing of one that has no such file, or a damaged one. */
export const readAccount = async (source: Source): Promise<Account> => {
  try {
    if (!(await source.exists(FILE))) return {};
    return Object(JSON.parse(new TextDecoder().decode(await source.read(FILE)))) as Account;
  } catch {
    return {}; // only derived numbers depend on it
  }
};
