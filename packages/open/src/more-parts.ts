// In a module of its own, so that a page loads it only where a bundle names something of it.
import type { AnyPlugin } from "@textvae/core";
import { compositions } from "@textvae/layers";
import { objectives } from "@textvae/objectives";
import { optimizers } from "@textvae/optimizers";
import { schedules } from "@textvae/schedules";

export const moreParts: readonly AnyPlugin[] = [
  ...compositions,
  ...objectives,
  ...optimizers,
  ...schedules,
];
