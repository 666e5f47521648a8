import { env } from "@tensorflow/tfjs-core";

env().set("IS_TEST", true);
