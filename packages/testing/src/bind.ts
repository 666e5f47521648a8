import { describe, test } from "vitest";
import type { Law } from "./law.ts";

/**
 * Makes a suite of laws a block of vitest tests, one test per law. Start a backend before, at the
 * top of the test file: which laws apply is asked of the subject when tests are collected.
 */
export const bind =
  <Subject>(suite: string, laws: (subject: Subject) => Law[]): ((subject: Subject) => void) =>
  (subject) => {
    describe(suite, () => {
      for (const { name, check } of laws(subject)) test(name, check);
    });
  };
