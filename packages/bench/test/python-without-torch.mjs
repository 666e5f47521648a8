#!/usr/bin/env node
// What bench_torch.py says in a Python that has no PyTorch.
console.log(JSON.stringify({ missing: "torch" }));
