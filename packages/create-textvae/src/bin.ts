#!/usr/bin/env node
import { runStarter } from "@textvae/starter";
import { program } from "./program.ts";

await runStarter("create-textvae", program);
