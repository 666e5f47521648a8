import { changeFile } from "./change-file.ts";
import { isMissing, isOtherKind } from "./failures.ts";

/*
 * The file system can put a file in the place of another in one step, but no folder. So a folder that
 * must appear whole lies under a name of its own, and a small file of the name that it goes by, its
 * pointer, says where. Whoever replaces the pointer replaces the folder.
 */

/** What the names of unfinished files, and of the folders that pointers name, begin with. */
export const TEMPORARY = ".tmp-";
const CONTENT = ".folder-";
const POINTER = /^textvae folder (\.folder-[0-9a-f-]+)\n$/;

/** While a file is written by a copy, the browser keeps it beside the file. */
const COPY = /\.crswap$/;

type Directory = FileSystemDirectoryHandle;

/** Whether a name is a file or folder of the run, and not what keeps it. */
export const isVisible = (name: string): boolean =>
  !name.startsWith(TEMPORARY) && !name.startsWith(CONTENT) && !COPY.test(name);

/** The folder of that name, also where a pointer names it; undefined where there is none. */
export const folderIn = async (
  directory: Directory,
  name: string,
): Promise<Directory | undefined> => {
  try {
    return await directory.getDirectoryHandle(name);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (!isOtherKind(error)) throw error;
    const content = await pointerIn(directory, name);
    return content === undefined ? undefined : directory.getDirectoryHandle(content);
  }
};

/** The name of the folder that a pointer names; undefined where no pointer is. */
export const pointerIn = async (
  directory: Directory,
  name: string,
): Promise<string | undefined> => {
  try {
    const file = await (await directory.getFileHandle(name)).getFile();
    return file.size < 100 ? POINTER.exec(await file.text())?.[1] : undefined;
  } catch (error) {
    if (isMissing(error) || isOtherKind(error)) return undefined;
    throw error;
  }
};

/** Puts a file in the place of what is there, in one step. */
export const putFile = async (
  directory: Directory,
  name: string,
  bytes: Uint8Array,
): Promise<void> => {
  const temporary = `${TEMPORARY}${crypto.randomUUID()}`;
  const file = await directory.getFileHandle(temporary, { create: true });
  try {
    await changeFile(file, { append: bytes });
    await (file as Movable).move(name);
  } catch (error) {
    await directory.removeEntry(temporary).catch(() => {});
    throw error;
  }
};

interface Movable extends FileSystemFileHandle {
  move(name: string): Promise<void>;
}

/** Puts a whole folder in the place of what is there, in one step. */
export const putFolder = async (
  directory: Directory,
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> => {
  const content = `${CONTENT}${crypto.randomUUID()}`;
  const target = await directory.getDirectoryHandle(content, { create: true });
  try {
    for (const [inner, bytes] of Object.entries(files)) {
      await changeFile(await target.getFileHandle(inner, { create: true }), { append: bytes });
    }
    const before = await pointerIn(directory, name);
    await putFile(directory, name, new TextEncoder().encode(`textvae folder ${content}\n`));
    if (before !== undefined) await removeIn(directory, before);
  } catch (error) {
    await removeIn(directory, content);
    throw error;
  }
};

/** Removes a file or folder of that name, if there is one. */
export const removeIn = async (directory: Directory, name: string): Promise<void> => {
  const content = await pointerIn(directory, name);
  for (const each of content === undefined ? [name] : [name, content]) {
    await directory.removeEntry(each, { recursive: true }).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }
};

/** Removes what a tab that was closed left unfinished. */
export const removeLeftovers = async (directory: Directory): Promise<void> => {
  const names = await namesIn(directory);
  const pointers = await Promise.all(names.map((name) => pointerIn(directory, name)));
  for (const name of names) {
    if (!isVisible(name) && !pointers.includes(name)) await removeIn(directory, name);
  }
};

export const namesIn = async (directory: Directory): Promise<string[]> => {
  const names: string[] = [];
  for await (const name of directory.keys()) names.push(name);
  return names;
};
