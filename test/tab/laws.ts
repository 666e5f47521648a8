import { opfsStorage } from "@textvae/storage-opfs";
import { storageLaws } from "@textvae/testing/laws";

/** Names of the laws of a storage, each with what is wrong; on storages that begin with a prefix. */
export const lawsOf = async (prefix: string): Promise<[name: string, error: string | null][]> => {
  let made = 0;
  const laws = storageLaws({
    make: () => opfsStorage(`${prefix}/${++made}`),
    reopen: () => opfsStorage(`${prefix}/${made}`),
  });
  const results: [string, string | null][] = [];
  for (const { name, check } of laws) {
    const error = await Promise.resolve(check()).then(
      () => null,
      (thrown) => String(thrown),
    );
    results.push([name, error]);
  }
  return results;
};
