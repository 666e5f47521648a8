import { type Lease, takeLease } from "@textvae/core/lease";
import { placedIn, TextvaeError } from "@textvae/core/options";
import { nodeStorage, thisProcess } from "@textvae/storage-node";

/**
 * Opens a place that is to be written by this process alone. Throws `LOCKED` while another writes there.
 */
export const leasePlace = async (name: string, lasts?: number): Promise<Lease> => {
  const storage = await nodeStorage(name);
  try {
    const told = lasts === undefined ? {} : { lasts };
    return await takeLease(storage, { ...(await thisProcess()), ...told });
  } catch (error) {
    throw error instanceof TextvaeError && error.where !== name ? placedIn(name, error) : error;
  }
};
