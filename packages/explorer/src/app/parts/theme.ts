import { type Signal, signal } from "@preact/signals";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** What the reader's system asks for. */
export const theme: Signal<"light" | "dark"> = signal(dark.matches ? "dark" : "light");

dark.addEventListener("change", () => {
  theme.value = dark.matches ? "dark" : "light";
});
