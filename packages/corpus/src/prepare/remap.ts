import type { PageFile } from "@textvae/core";
import { type Columns, type Group, placesOf, readNumbers } from "../paged/layout.ts";
import { bytesOf } from "../pages/numbers.ts";

/** Puts other ids, and other numbers of classes, in the place of those of groups. */
export const remapGroups = (
  file: PageFile,
  groups: readonly Group[],
  columns: Columns,
  becomes: { readonly ids?: Int32Array | undefined; readonly labels?: Int32Array | undefined },
): void => {
  for (const group of groups) {
    const places = placesOf(group, columns);
    if (becomes.ids) remap(file, places.ids, group.ids, becomes.ids);
    if (becomes.labels) {
      remap(file, places.columns.label as number, group.items, becomes.labels);
    }
  }
};

const remap = (file: PageFile, at: number, length: number, becomes: Int32Array): void => {
  const numbers = readNumbers(file, at, new Int32Array(length));
  file.write(at, bytesOf(numbers.map((number) => becomes[number] as number)));
};

/** How often an id stands in groups. */
export const countId = (
  file: PageFile,
  groups: readonly Group[],
  columns: Columns,
  id: number,
): number => {
  let count = 0;
  for (const group of groups) {
    const ids = readNumbers(file, placesOf(group, columns).ids, new Int32Array(group.ids));
    for (const found of ids) count += Number(found === id);
  }
  return count;
};
