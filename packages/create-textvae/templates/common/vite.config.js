// Pages with these headers may share memory between threads, so that training has several.
const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

export default {
  base: "./",
  server: { headers },
  preview: { headers },
  worker: { format: "es" },
  build: { target: "es2022" },
};
