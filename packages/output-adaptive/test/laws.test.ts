import { cpu } from "@textvae/backend-cpu";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { testDecoder, testOutput } from "@textvae/testing";
import { adaptive } from "../src/index.ts";

await cpu().start();

testOutput({ output: adaptive({ cutoffs: [1, 3], divide: 2 }) });
testOutput({ output: adaptive({ cutoffs: [3] }) });
testOutput({ output: adaptive() });
testDecoder({
  decoder: lstmDecoder({ embedding: 4, hidden: 5, output: adaptive({ cutoffs: [2] }) }),
});
