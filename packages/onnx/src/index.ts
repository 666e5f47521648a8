export { exportOnnx, ONNX_FILES } from "./export-onnx.ts";
