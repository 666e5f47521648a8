import process from "node:process";

/** What starts this very command once more. */
export const ownCommand = (): readonly string[] => [
  process.execPath,
  ...process.execArgv,
  process.argv[1] as string,
];
