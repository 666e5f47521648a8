import { create, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";

/** Numbers that every runtime of the last years reads; the newest format is refused by some. */
const [IR, OPSET] = [10n, 21n];

/** A value that flows through a graph, by its name. */
export type Value = string;
/** A width, or the name of one that is not known before. */
export type Width = number | string;
type ElementType = "float" | "int32" | "int64";

/** An ONNX graph under construction. */
export interface Graph {
  input(name: string, type: ElementType, shape: readonly Width[]): Value;
  output(name: string, value: Value, type: ElementType, shape: readonly Width[]): void;
  floats(values: Float32Array, shape: readonly number[]): Value;
  /** Whole numbers: a list, or a single one. */
  integers(values: readonly number[] | number): Value;
  /** The first result of an operator. */
  op(type: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** All results of an operator; an empty name leaves an input out. */
  ops(type: string, inputs: readonly Value[], results: number, attributes?: Attributes): Value[];
  /** The graph as the content of a file. */
  encode(): Uint8Array;
}

type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** Begins a graph of that name. */
export const createGraph = (name: string, about: string): Graph => {
  const node: NodeProto[] = [];
  const initializer: TensorProto[] = [];
  const input: ValueInfoProto[] = [];
  const output: ValueInfoProto[] = [];
  let values = 0;
  const fresh = (of: string) => `${of.toLowerCase()}_${values++}`;

  const constant = (tensor: Omit<Parts<TensorProto>, "name">): Value => {
    const name = fresh("constant");
    initializer.push(create(TensorProtoSchema, { ...tensor, name }));
    return name;
  };
  const add = (type: string, inputs: readonly Value[], outputs: Value[], given: Attributes) => {
    const attribute = Object.entries(given).map(([name, value]) => attributeOf(name, value));
    const told = { opType: type, name: fresh(type), attribute };
    node.push(create(NodeProtoSchema, { ...told, input: [...inputs], output: outputs }));
    return outputs;
  };
  const ops: Graph["ops"] = (type, inputs, results, attributes = {}) => {
    const outputs = Array.from({ length: results }, () => fresh(type));
    return add(type, inputs, outputs, attributes);
  };
  return {
    input(name, type, shape) {
      input.push(valueInfo(name, type, shape));
      return name;
    },
    output(name, value, type, shape) {
      add("Identity", [value], [name], {});
      output.push(valueInfo(name, type, shape));
    },
    floats: (values, shape) =>
      constant({
        dataType: TensorProto_DataType.FLOAT,
        dims: shape.map(BigInt),
        rawData: littleEndian(values),
      }),
    integers: (values) =>
      constant({
        dataType: TensorProto_DataType.INT64,
        dims: typeof values === "number" ? [] : [BigInt(values.length)],
        int64Data: (typeof values === "number" ? [values] : values).map(BigInt),
      }),
    op: (type, inputs, attributes) => ops(type, inputs, 1, attributes)[0] as Value,
    ops,
    encode: () =>
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: IR,
          opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: OPSET })],
          producerName: "textvae",
          docString: about,
          graph: create(GraphProtoSchema, { name, node, initializer, input, output }),
        }),
      ),
  };
};

type Parts<T> = Partial<Omit<T, "$typeName" | "$unknown">>;

const TYPES: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float: TensorProto_DataType.FLOAT,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
};

const valueInfo = (name: string, type: ElementType, shape: readonly Width[]): ValueInfoProto => {
  const dim = shape.map((width) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof width === "number"
          ? { case: "dimValue", value: BigInt(width) }
          : { case: "dimParam", value: width },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: TYPES[type],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  const typed = create(TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(ValueInfoProtoSchema, { name, type: typed });
};

const attributeOf = (name: string, value: Attributes[string]) => {
  const { INT, INTS, STRING } = AttributeProto_AttributeType;
  if (typeof value === "number") {
    return create(AttributeProtoSchema, { name, type: INT, i: BigInt(value) });
  }
  if (typeof value === "string") {
    return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(value) });
  }
  return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) });
};

const littleEndian = (values: Float32Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return bytes;
};
