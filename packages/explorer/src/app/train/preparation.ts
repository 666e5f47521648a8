import type { PreparationEvent, TrainerEvent } from "@textvae/worker";
import { counted } from "../../reading/numbers.ts";
import { found, reading } from "./state.ts";

/** Shows how a file is read and what was found in it; says whether that is what an event tells. */
export const tellPreparation = (event: TrainerEvent): event is PreparationEvent => {
  if (event.kind === "reading") reading.value = event;
  else if (event.kind === "prepared") {
    reading.value = undefined;
    found.value = foundIn(event);
  } else return false;
  return true;
};

const foundIn = ({
  splits,
  vocabulary,
  notes,
}: Extract<PreparationEvent, { kind: "prepared" }>): string[] => {
  const all = Object.values(splits);
  const sum = (what: "items" | "tokens") => all.reduce((sum, one) => sum + (one?.[what] ?? 0), 0);
  const held = splits.valid?.items ?? 0;
  return [
    `${counted(sum("items"))} sentences, of which ${counted(held)} are held out; ${counted(sum("tokens"))} words and ends; a vocabulary of ${counted(vocabulary)}`,
    ...notes,
  ];
};

/** How far a file was read. */
export const readingSays = (): string | undefined => {
  if (!reading.value) return undefined;
  const { read, of } = reading.value;
  const megabytes = (bytes: number) => counted(Math.round(bytes / 1e6));
  return `Reading ${megabytes(read)} of ${megabytes(of)} MB …`;
};
