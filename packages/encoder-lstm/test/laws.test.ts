import { testEncoder } from "@textvae/testing";
import { lstmEncoder } from "../src/index.ts";
import { startCpu } from "./tiny.ts";

await startCpu();

const tiny = { embedding: 4, hidden: 5 };
testEncoder({ encoder: lstmEncoder({ ...tiny, dropout: 0.5, layers: 2 }) });
testEncoder({ encoder: lstmEncoder({ ...tiny, bidirectional: true }) });
testEncoder({ encoder: lstmEncoder({ ...tiny, reads: "feed", summary: "hidden-cell" }) });
