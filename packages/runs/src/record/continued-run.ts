import { addsOptionsOnly } from "./added-options.ts";
import type { RecordedConfig } from "./run-config.ts";

/**
 * The configuration of a run that is there, where nothing but options that it could not know yet,
 * at their defaults, tells the present one from it: then its checkpoints go on to be its own.
 */
export const asStored = async (
  stored: RecordedConfig | undefined,
  now: RecordedConfig,
  storedToday: () => Promise<RecordedConfig>,
): Promise<RecordedConfig> => {
  if (!stored) return now;
  const fair = asFarAs(stored, now);
  if (!addsOptionsOnly(lasting(stored), lasting(fair))) return fair;
  const today = lasting(asFarAs(stored, await storedToday()));
  const chosen = JSON.stringify(today) !== JSON.stringify(lasting(fair));
  return chosen ? fair : { ...stored, until: now.until, location: now.location };
};

/** A run of before whole experiments were recorded is compared, and goes on, without that record. */
const asFarAs = (stored: RecordedConfig, now: RecordedConfig): RecordedConfig => {
  if (stored.experiment) return now;
  const { experiment: _, ...rest } = now;
  return rest as RecordedConfig;
};

/** What may not change from start to start. */
const lasting = ({ until, location, ...rest }: RecordedConfig): object => rest;
