import type { PageFile } from "@textvae/core";
import { type Columns, type Group, placesOf, readNumbers } from "../paged/layout.ts";
import { createScratch } from "../paged/scratch.ts";
import { bytesOf } from "../pages/numbers.ts";

/** Puts other ids, and other numbers of classes, in the place of those of groups. */
export const remapGroups = (
  file: PageFile,
  groups: readonly Group[],
  columns: Columns,
  becomes: { readonly ids?: Int32Array | undefined; readonly labels?: Int32Array | undefined },
): void => {
  const scratch = createScratch(Int32Array);
  const remap = (at: number, length: number, becomes: Int32Array): void => {
    const numbers = readNumbers(file, at, scratch(length));
    for (let i = 0; i < length; i++) numbers[i] = becomes[numbers[i] as number] as number;
    file.write(at, bytesOf(numbers));
  };
  for (const group of groups) {
    const places = placesOf(group, columns);
    if (becomes.ids) remap(places.ids, group.ids, becomes.ids);
    if (becomes.labels) remap(places.columns.label as number, group.items, becomes.labels);
  }
};

/** How often an id stands in groups. */
export const countId = (
  file: PageFile,
  groups: readonly Group[],
  columns: Columns,
  id: number,
): number => {
  const scratch = createScratch(Int32Array);
  let count = 0;
  for (const group of groups) {
    const ids = readNumbers(file, placesOf(group, columns).ids, scratch(group.ids));
    for (let i = 0; i < ids.length; i++) count += Number(ids[i] === id);
  }
  return count;
};
