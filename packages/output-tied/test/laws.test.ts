import { cpu } from "@textvae/backend-cpu";
import { cnnDecoder } from "@textvae/decoder-cnn";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { testDecoder, testOutput } from "@textvae/testing";
import { tied } from "../src/index.ts";

await cpu().start();

testOutput({ output: tied(), features: 6, embedding: 4 });
testOutput({ output: tied(), features: 4, embedding: 4 });
testDecoder({ decoder: lstmDecoder({ embedding: 4, hidden: 5, output: tied() }) });
testDecoder({
  decoder: cnnDecoder({ embedding: 4, hidden: 4, filters: 3, dilations: [1], output: tied() }),
});
