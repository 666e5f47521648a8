import { testDecoder } from "@textvae/testing";
import { lstmDecoder } from "../src/index.ts";
import { startCpu } from "./tiny.ts";

await startCpu();

const tiny = { embedding: 4, hidden: 5 };
testDecoder({ decoder: lstmDecoder({ ...tiny, layers: 2, dropout: 0.5, wordDropout: 0.3 }) });
testDecoder({ decoder: lstmDecoder({ ...tiny, latent: "input", inputless: true }) });
testDecoder({ decoder: lstmDecoder({ ...tiny, latent: "state" }) });
testDecoder({ decoder: lstmDecoder(tiny), latent: 0 });
