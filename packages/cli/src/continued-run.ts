import { addsOptionsOnly } from "./config/added-options.ts";
import type { RecordedConfig } from "./run-config.ts";

/**
 * The configuration of a run that is there, where nothing but options that it could not know yet,
 * at their defaults, tells the present one from it: then its checkpoints go on to be its own.
 */
export const asStored = (
  stored: RecordedConfig | undefined,
  now: RecordedConfig,
  storedToday: () => RecordedConfig,
): RecordedConfig => {
  if (!stored || !addsOptionsOnly(lasting(stored), lasting(now))) return now;
  const chosen = JSON.stringify(lasting(storedToday())) !== JSON.stringify(lasting(now));
  return chosen ? now : { ...stored, until: now.until, location: now.location };
};

/** What may not change from start to start. */
const lasting = ({ until, location, ...rest }: RecordedConfig): object => rest;
