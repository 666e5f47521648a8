import { messageOf, model } from "../state/load.ts";
import { current, packing, trouble } from "./state.ts";

/** Gives the reader the bundle of the best checkpoint, as an archive. */
export const download = async (): Promise<void> => {
  const training = current.peek();
  if (!training || packing.peek()) return;
  packing.value = true;
  trouble.value = "";
  try {
    const folder = folderOf(training.name);
    save(`${folder}.zip`, await model.bundle(training.run, folder));
  } catch (error) {
    trouble.value = messageOf(error);
  } finally {
    packing.value = false;
  }
};

/** What is called something, as the name of a folder on any system. */
const folderOf = (name: string): string => {
  const words = name
    .replace(/\.\w+$/, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ["model"];
  return [...words.join("-")].slice(0, 60).join("");
};

const save = (name: string, bytes: Uint8Array<ArrayBuffer>): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.click();
  // The browser has taken it by then, or asks where to put it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
