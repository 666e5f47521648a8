declare module "*?url" {
  const address: string;
  export default address;
}

/** The records of the experiments that the page offers, by name: `scripts/build-page.mjs` makes them. */
declare module "virtual:experiments" {
  const experiments: Readonly<Record<string, import("@textvae/core").Plain>>;
  export default experiments;
}
