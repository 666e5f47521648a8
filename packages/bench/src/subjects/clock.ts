import process from "node:process";

/** What times are read from: the wall's clock, or the time that processors spent on this process. */
export const CLOCKS = ["wall", "processor"] as const;
export type Clock = (typeof CLOCKS)[number];

/** Reads a clock, in milliseconds. */
export const readerOf = (clock: Clock): (() => number) => {
  if (clock === "wall") return () => performance.now();
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
};
