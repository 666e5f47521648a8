import { cpu } from "@textvae/backend-cpu";
import { testBackend } from "@textvae/testing";

testBackend(cpu());
