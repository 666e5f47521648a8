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
  // The program of a worker is no part of the page: without its name its packages are found when it starts,
  // and the page is loaded anew.
  optimizeDeps: { entries: ["index.html", "worker.js"] },
  build: { target: "es2022" },
};
