import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { storesFloats } from "../kernels/floats.ts";
import { rightAtEdges } from "./edges.ts";
import { keepNan, keepNanOfRows } from "./nan.ts";
import { cosine, inverseCosine, sine } from "./trigonometry.ts";

type Program = Parameters<WebGPUBackend["runWebGPUProgram"]>[0];
type Inputs = Parameters<WebGPUBackend["runWebGPUProgram"]>[1];

/** A repair of the WGSL that one of tfjs's programs is made of. */
interface Mend {
  /** What the program's key starts with. */
  readonly key: string;
  /** Whether it is needed here; default: always. */
  readonly applies?: (backend: WebGPUBackend, inputs: Inputs) => boolean;
  /** What the shader depends on and its key does not tell. */
  readonly depends?: (program: Program) => unknown;
  readonly mend: (code: string) => string;
}

const replacing = (wrong: string, right: string) => (code: string) => code.replace(wrong, right);

/** An expression in the place of another, and the functions that it calls. */
const calling = (functions: string, wrong: string, right: string) => (code: string) =>
  code.includes(wrong) ? `${functions}\n${code.replace(wrong, right)}` : code;

const MENDS: readonly Mend[] = [
  {
    // Integers were passed as floats, which does not compile.
    key: "transpose_",
    applies: (backend, [x]) => x !== undefined && !storesFloats(backend, x),
    mend: replacing("setOutputAtIndex(", "setOutputAtIndexI32("),
  },
  {
    // A power of two that came out as 1.99… lost its 1; the length is a constant of the shader.
    key: "cum_",
    depends: ({ outputShape }) => outputShape.at(-1),
    mend: replacing("i32(pow(2.0, uniforms.index))", "1 << u32(uniforms.index)"),
  },
  // WGSL asks for 2⁻¹¹ only of its own.
  { key: "unary_", mend: calling(sine, "return sin(a);", "return sine(a);") },
  { key: "unary_", mend: calling(cosine, "return cos(a);", "return cosine(a);") },
  { key: "unary_", mend: calling(inverseCosine, "return acos(a);", "return inverse_cosine(a);") },
  { key: "unary_", mend: rightAtEdges },
  { key: "unary_", mend: keepNan },
  { key: "softmax", mend: keepNanOfRows },
];

/** Mends the programs that a backend runs. */
export const mendPrograms = (backend: WebGPUBackend): void => {
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, inputs, ...rest) => {
    for (const { key, applies, depends, mend } of MENDS) {
      if (!program.shaderKey.startsWith(key) || applies?.(backend, inputs) === false) continue;
      const stock = program.getUserCode.bind(program);
      program.getUserCode = () => mend(stock());
      if (depends) program.shaderKey += `_${depends(program)}`;
    }
    return run(program, inputs, ...rest);
  };
};
