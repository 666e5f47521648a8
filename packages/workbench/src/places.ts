import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import type { Storage } from "@textvae/core";
import { placedIn, TextvaeError } from "@textvae/core/options";
import { isHubName } from "@textvae/hub/place";
import { type Lease, takeLease } from "@textvae/run-format/lease";
import {
  nodeStorage,
  outputFolder,
  outputPlace,
  standingAmong,
  standingIn,
  thisProcess,
  type WrittenFolder,
} from "@textvae/storage-node";

/*
 * What the names of places mean: folders of this machine, `s3://bucket/prefix`, and to be read `hf:owner/name`.
 * What speaks to object stores and hubs is loaded when one is named.
 */

/** Whether a name is that of a place in an object store. */
export const isRemote = (name: string): boolean => name.startsWith("s3://");

/** The storage behind the name of a place. Throws `STORAGE` with `create: false` where nothing is there. */
export const openPlace = async (
  name: string,
  options: { readonly create?: boolean } = {},
): Promise<Storage> => {
  if (isHubName(name)) return hubStorage(name, options);
  if (!isRemote(name)) return nodeStorage(name, options);
  const { s3AccountIn, s3Storage } = await import("@textvae/storage-s3");
  return s3Storage(name, s3AccountIn(process.env), options);
};

/** A bundle of a hub as it was fetched. Throws `OPTION` where it is to be written. */
const hubStorage = async (name: string, { create = true }): Promise<Storage> => {
  if (create) {
    throw new TextvaeError("OPTION", name, {
      expected: "a place that is written bit by bit",
      got: "a model of a hub, which is pushed whole",
      hint: "Train in a folder; textvae push writes its bundle.",
    });
  }
  const { memoryStorage } = await import("@textvae/run-format");
  const { hubAccountIn, hubPlace, pullBundle } = await import("@textvae/hub");
  const storage = memoryStorage();
  const files = await pullBundle(hubPlace(name), hubAccountIn(process.env));
  for (const [path, bytes] of files) await storage.write(path, bytes);
  return storage;
};

/**
 * Opens a place that is to be written by this process alone. Throws `LOCKED` while another writes there.
 */
export const leasePlace = async (name: string, lasts?: number): Promise<Lease> => {
  const storage = await openPlace(name);
  try {
    const told = lasts === undefined ? {} : { lasts };
    return await takeLease(storage, { ...(await thisProcess()), ...told });
  } catch (error) {
    throw error instanceof TextvaeError && error.where !== name ? placedIn(name, error) : error;
  }
};

/** `standingIn` of any place. */
export const standingAt = async (name: string, flag?: string): Promise<"run" | "nothing"> =>
  isRemote(name)
    ? standingAmong(await (await openPlace(name)).list(""), name, flag)
    : standingIn(name, flag);

/** `outputFolder` in any place. */
export const outputAt = async (
  name: string,
  flag: string,
  written: WrittenFolder,
): ReturnType<typeof outputFolder> =>
  isRemote(name)
    ? outputPlace(await openPlace(name), name, flag, written)
    : outputFolder(name, flag, written);

/** Whether a place can be there; of an object store that is not known before it is asked. */
export const mayBeThere = (name: string): boolean => isRemote(name) || existsSync(name);

/** Whether a place has a file of that name. */
export const holdsFile = async (name: string, file: string): Promise<boolean> =>
  isRemote(name) ? (await openPlace(name)).exists(file) : existsSync(join(name, file));

/** The names at the top of a place; none where it is not there. */
export const namesAt = async (name: string): Promise<readonly string[]> => {
  if (isRemote(name)) return (await openPlace(name)).list("");
  return existsSync(name) ? readdirSync(name) : [];
};

/** The name of a place for who is in another folder. */
export const wholeName = (name: string): string => (isRemote(name) ? name : resolve(name));

/** The places within one, by their whole names; undefined of a folder of this machine. */
export const placesWithin = async (name: string): Promise<readonly string[] | undefined> => {
  if (!isRemote(name)) return undefined;
  const { s3AccountIn, s3Folders } = await import("@textvae/storage-s3");
  const folders = await s3Folders(name, s3AccountIn(process.env));
  return folders.map((folder) => `${name.replace(/\/$/, "")}/${folder}`);
};
