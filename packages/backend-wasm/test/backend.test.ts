import { wasm } from "@textvae/backend-wasm";
import { testBackend } from "@textvae/testing";

testBackend(wasm());
