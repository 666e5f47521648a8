import { defineConfig } from "textvae";
import { templatePart } from "./src/index.ts";

export default defineConfig({
  recipe: "vae",
  plugins: [templatePart],
  options: { prior: "template-part", dim: 16 },
  data: "sotu",
  maxVocabulary: 2000,
  maxLength: 20,
  steps: 300,
  run: "runs/first",
});
