import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { capacity, freeBits, kl, weighted } from "@textvae/divergence-kl";
import { testDivergence } from "@textvae/testing";

await setBackend("cpu");

testDivergence({ divergence: kl() });
testDivergence({ divergence: kl({ estimator: "monte carlo" }) });
testDivergence({ divergence: weighted({ weight: 0.5 }), wraps: kl() });
testDivergence({ divergence: capacity({ target: 2 }), wraps: kl() });
for (const average of ["example", "batch"] as const) {
  for (const form of ["max", "mask"] as const) {
    testDivergence({
      divergence: freeBits({ target: 0.3, per: "total", average, form }),
      wraps: kl(),
    });
  }
}
