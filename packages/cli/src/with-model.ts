/** `withModel` of `trained.ts`, which is loaded when it is called: help does without models. */
export const withModel: typeof import("./trained.ts").withModel = async (...given) =>
  (await import("./trained.ts")).withModel(...given);
