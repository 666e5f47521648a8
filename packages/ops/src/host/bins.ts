import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { binSums } from "../accumulate.ts";
import { type HostTensors, mendWhere } from "./tensors.ts";

/** Bins whose weights are added up in double precision: of all entries, or of each row. */
export const mendBins = <B>(tensors: HostTensors<B>): void =>
  mendWhere(tensors, ["Bincount", "DenseBincount"], ({ inputs, attrs, backend }, kernelName) => {
    const { x, weights } = inputs as { x: TensorInfo; weights: TensorInfo };
    if (attrs?.binaryOutput || weights.dtype !== "float32") return undefined;
    const size = attrs?.size as number;
    const ofRows = kernelName === "DenseBincount" && x.shape.length > 1;
    const rows = ofRows ? (x.shape[0] as number) : 1;
    const weighed = util.sizeFromShape(weights.shape) > 0;
    return tensors.filled(backend, ofRows ? [rows, size] : [size], "float32", (to) => {
      const given = weighed ? tensors.valuesOf(weights, backend) : undefined;
      to.set(binSums(tensors.valuesOf(x, backend), given, { rows, size }));
    });
  });
