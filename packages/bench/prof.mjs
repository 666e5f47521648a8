import * as tf from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { step } from "./src/cases/step.ts";
import { generations, inference } from "./src/cases/generation.ts";
import { FULL } from "./src/sizes.ts";
const [,, T="1", which="step", N="8"]=process.argv;
console.log((await wasm({threads:+T}).start()).facts);
const c={step, gen:generations[0], one:generations[1], inf:inference}[which];
const p=c.prepare(FULL);
for(let i=0;i<4;i++) await p.run();
const cpu=()=>{const u=process.cpuUsage(); return (u.user+u.system)/1000};
{ const t0=performance.now(), c0=cpu(); for(let i=0;i<+N;i++) await p.run(); console.log('plain per run: wall',((performance.now()-t0)/N).toFixed(1),'cpu',((cpu()-c0)/N).toFixed(1)); }
const acc=new Map();
let depth=0;
for (const k of tf.getKernelsForBackend("wasm")) { const f=k.kernelFunc; tf.unregisterKernel(k.kernelName,"wasm");
 tf.registerKernel({...k, kernelFunc:(a)=>{ if(depth) return f(a); depth++; const t=cpu(); try { return f(a);} finally {depth--; const e=acc.get(k.kernelName)??[0,0]; e[0]+=cpu()-t; e[1]++; acc.set(k.kernelName,e);} }}); }
for(let i=0;i<2;i++) await p.run(); acc.clear();
const t0=performance.now(), c0=cpu(); for(let i=0;i<+N;i++) await p.run();
const total=(cpu()-c0)/N; console.log('profiled wall',((performance.now()-t0)/N).toFixed(1),'cpu',total.toFixed(1));
let sum=0; for (const [k,[ms,n]] of [...acc].sort((a,b)=>b[1][0]-a[1][0]).slice(0,22)) { sum+=ms/N; console.log(k.padEnd(36),(ms/N).toFixed(2).padStart(8),(n/N).toFixed(1).padStart(7)); }
console.log('outside kernels',(total-[...acc.values()].reduce((a,[m])=>a+m,0)/N).toFixed(1));
