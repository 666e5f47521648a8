import type { TrainedModel } from "@textvae/runs";
import type { MapDescription } from "../../map/description.ts";
import type { MapCodes, MapPoints } from "../../map/files.ts";

/** A map and its model, wherever they come from. What is not asked for is not loaded. */
export interface Held {
  map(): Promise<{ readonly description: MapDescription; readonly points: MapPoints }>;
  texts(): Promise<readonly string[]>;
  codes(): Promise<MapCodes>;
  model(): Promise<TrainedModel>;
  /** A typed sentence as the model's data was written. */
  typed(text: string): string;
}

/** Makes something when it is asked for, and keeps it. */
export const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
