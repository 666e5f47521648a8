import { type Access, noRoom } from "./access-pages.ts";

interface WithAccess extends FileSystemFileHandle {
  createSyncAccessHandle?(): Promise<Access>;
}

/** What becomes of a file: cut to a size, or with bytes at its end. */
export type Change =
  | { readonly cutTo: number; readonly append?: never }
  | { readonly append: Uint8Array; readonly cutTo?: never };

/**
 * Changes a file and waits until it is written: in place in a worker, in a page by a copy that the
 * browser puts in its place.
 */
export const changeFile = async (file: FileSystemFileHandle, change: Change): Promise<void> => {
  const { createSyncAccessHandle } = file as WithAccess;
  if (createSyncAccessHandle) inPlace(await createSyncAccessHandle.call(file), change);
  else await asCopy(file, change);
};

const inPlace = (access: Access, { cutTo, append }: Change): void => {
  try {
    if (cutTo !== undefined) access.truncate(cutTo);
    else write(access, append);
    access.flush();
  } finally {
    access.close();
  }
};

/** A handle that is opened again begins at 0, so that the place is always said. */
const write = (access: Access, bytes: Uint8Array): void => {
  const written = access.write(bytes, { at: access.getSize() });
  if (written < bytes.length) throw noRoom("write", bytes.length, written);
};

const asCopy = async (file: FileSystemFileHandle, { cutTo, append }: Change): Promise<void> => {
  const { size } = await file.getFile();
  const stream = await file.createWritable({ keepExistingData: true });
  try {
    if (cutTo !== undefined) await stream.truncate(cutTo);
    else await stream.write({ type: "write", position: size, data: append as never });
  } catch (error) {
    await stream.abort();
    throw error;
  }
  await stream.close();
};
