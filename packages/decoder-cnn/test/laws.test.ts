import { cpu } from "@textvae/backend-cpu";
import { testDecoder } from "@textvae/testing";
import { cnnDecoder } from "../src/index.ts";

await cpu().start();

// Narrow: the laws try large parameters, under which a wide stack without bounds underflows.
const tiny = { embedding: 2, hidden: 3, filters: 3, dilations: [1, 2] };
testDecoder({ decoder: cnnDecoder({ ...tiny, dropout: 0.5, wordDropout: 0.3 }) });
testDecoder({ decoder: cnnDecoder({ ...tiny, dilations: [2], inputless: true }) });
testDecoder({ decoder: cnnDecoder({ ...tiny, hidden: 5, dilations: [3], kernel: 2 }), latent: 0 });
