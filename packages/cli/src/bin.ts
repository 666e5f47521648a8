#!/usr/bin/env node
import module from "node:module";
import { setFlagsFromString } from "node:v8";

// V8 doubles the part of its heap for new objects, up to 134 MB, whenever as much as fits into it was found
// alive, however long that took: a long text or training always ended there, and was no faster for it.
setFlagsFromString("--semi-space-growth-factor=1");

// Node from 22.1 keeps what V8 made of each module that is loaded from here on: the next command starts sooner.
module.enableCompileCache?.();

await import("./program.ts");
