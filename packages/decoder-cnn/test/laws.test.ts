import { cpu } from "@textvae/backend-cpu";
import { testDecoder } from "@textvae/testing";
import { cnnDecoder } from "../src/index.ts";

await cpu().start();

const tiny = { embedding: 4, hidden: 6, filters: 5 };
testDecoder({ decoder: cnnDecoder({ ...tiny, dropout: 0.5, wordDropout: 0.3 }) });
testDecoder({ decoder: cnnDecoder({ ...tiny, dilations: [2], inputless: true }) });
testDecoder({ decoder: cnnDecoder({ ...tiny, dilations: [1, 3], kernel: 2 }), latent: 0 });
