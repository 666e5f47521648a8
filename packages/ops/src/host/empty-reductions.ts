import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { ofNothing, reducedShape } from "../of-nothing.ts";
import { type HostTensors, mendWhere } from "./tensors.ts";

/** Reductions along an axis of no entries, of which the stock kernels read what is not there. */
export const mendEmptyReductions = <B>(tensors: HostTensors<B>): void =>
  mendWhere(tensors, Object.keys(ofNothing), ({ inputs, attrs, backend }, kernelName) => {
    const x = inputs.x as TensorInfo;
    // The axes have two names among the kernels.
    const along = (attrs?.reductionIndices ?? attrs?.axis) as number[];
    const axes = util.parseAxisParam(along, x.shape);
    const { shape, empty } = reducedShape(x.shape, axes, Boolean(attrs?.keepDims));
    if (!empty) return undefined;
    const dtype = kernelName === "Mean" ? "float32" : x.dtype;
    return tensors.filled(backend, shape, dtype, (to) =>
      to.fill(ofNothing[kernelName]?.(x.dtype) as number),
    );
  });
