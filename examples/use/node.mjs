import { argv } from "node:process";
import { open } from "@textvae/open";

const [folder, from, to] = argv.slice(2);
const model = await open(folder);
const [code] = await model.encode([from]);
console.log(await model.decode([code]));
console.log((await model.interpolate(code, to)).sentences);
