import { grid } from "./dispatch.ts";

/** Threads of a workgroup. */
const SIZE = 64;

/** WGSL: the head of a shader with a thread for each entry of an array, whose place is `at`. */
export const eachEntryOf = (array: string): string => `
@compute @workgroup_size(${SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let at = (group.x + group.y * groups.x) * ${SIZE} + local;
  if (at >= arrayLength(&${array})) { return; }`;

/** The workgroups that it takes. */
export const gridOfEntries = (entries: number): [x: number, y: number] =>
  grid(Math.ceil(entries / SIZE));
