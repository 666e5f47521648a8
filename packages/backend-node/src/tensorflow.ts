import type { DataId, KernelBackend, KernelFunc, Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** The addon. Its constants are those of TensorFlow's C interface. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT64: number;
  createTensor(shape: number[], type: number, values: Int32Array): number;
  deleteTensor(id: number): void;
}

/** An attribute of an operation. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What an operation takes: a tensor, by where its data is. */
export type Operand = Pick<TensorInfo, "dataId">;

/** Where a tensor's numbers are: under an id of the addon, or still in JavaScript. */
interface Stored {
  id: number;
  readonly values: ArrayLike<number> | null;
  readonly refCount: number;
}

/** What tfjs-node registers with tfjs. */
export interface TensorFlow extends KernelBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: {
    get(dataId: DataId): Stored;
    set(dataId: DataId, entry: object): void;
    delete(dataId: DataId): void;
  };
  /** Runs an operation of TensorFlow, by its name there. */
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Operand[],
    outputs: number,
  ): Tensor[];
}

/** What a kernel of the backend is called with. */
export type TensorFlowCall = Parameters<KernelFunc>[0] & { readonly backend: TensorFlow };

/** Gives up the memory of a tensor that nobody reads again, unless other tensors share it. */
export const letGo = ({ binding, tensorMap }: TensorFlow, { dataId }: Operand): void => {
  const stored = tensorMap.get(dataId);
  if (stored.refCount > 1) return;
  binding.deleteTensor(stored.id);
  stored.id = -1;
};

/** Its name in tfjs. */
export const TENSORFLOW = "tensorflow";

/** That a type of the operation is float32: `T` unless named. */
export const floats = ({ binding }: TensorFlow, name = "T"): Attribute => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_FLOAT,
});

export const flag = ({ binding }: TensorFlow, name: string, value: boolean): Attribute => ({
  name,
  type: binding.TF_ATTR_BOOL,
  value,
});

export const real = ({ binding }: TensorFlow, name: string, value: number): Attribute => ({
  name,
  type: binding.TF_ATTR_FLOAT,
  value,
});

/** Lends an int64 scalar, a type that tfjs has not. */
export const withInt64 = <T>(
  { binding, tensorMap }: TensorFlow,
  value: number,
  use: (scalar: Operand) => T,
): T => {
  const dataId = {};
  const id = binding.createTensor([], binding.TF_INT64, Int32Array.of(value, 0));
  tensorMap.set(dataId, { id, shape: [], dtype: binding.TF_INT64, values: null, refCount: 1 });
  try {
    return use({ dataId });
  } finally {
    tensorMap.delete(dataId);
    binding.deleteTensor(id);
  }
};
