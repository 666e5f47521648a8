import { defineConfig } from "textvae";
import { templatePart } from "./src/index.ts";

export default defineConfig({
  recipe: "vae",
  plugins: [templatePart],
  options: { prior: "gaussian", dim: 4 },
  data: "data",
  steps: 100,
  run: "runs/first",
});
