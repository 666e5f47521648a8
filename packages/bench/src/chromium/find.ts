import { existsSync } from "node:fs";
import process from "node:process";
import { TextvaeError } from "@textvae/core";

/** Names the program in the environment. */
const CHROMIUM = "TEXTVAE_CHROMIUM";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** Where Chromium or Chrome is: what `TEXTVAE_CHROMIUM` names, else where systems put it. */
export const findChromium = (): string | undefined =>
  [process.env[CHROMIUM] || PLACES].flat().find((path) => existsSync(path));

/** The same, or a `BACKEND` error that says what was looked for. */
export const requireChromium = (): string => {
  const found = findChromium();
  if (found) return found;
  throw new TextvaeError("BACKEND", "chromium", {
    expected: "Chromium or Chrome",
    got: `none at ${process.env[CHROMIUM] || PLACES.join(", ")}`,
    hint: `Install it (apt-get install chromium), or set ${CHROMIUM} to its program.`,
  });
};
