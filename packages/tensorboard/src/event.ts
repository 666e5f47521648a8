import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A number of a curve. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
  /** What the number is, e.g. its unit and estimator. */
  readonly description?: string;
}

/** What event files hold of a training. */
export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  /** The first record of a file. */
  readonly fileVersion?: string;
  readonly scalars?: readonly Scalar[];
  /** The training goes on from here: readers forget what they have of this step and later ones. */
  readonly starts?: boolean;
}

/** The version that lets readers heed `starts`. */
export const FILE_VERSION = "brain.Event:2";

/** `SessionLog.START`. */
const START = 1;
/** `DATA_CLASS_SCALAR`. */
const SCALAR = 1;

/**
 * An event as the Protocol Buffers message that TensorBoard reads.
 *
 * Source: "event.proto" and "summary.proto" of TensorBoard, 2.21, 2025,
 * https://github.com/tensorflow/tensorboard/tree/2.21.0/tensorboard/compat/proto
 */
export const encodeEvent = ({
  wallTime,
  step,
  fileVersion,
  scalars,
  starts,
}: Event): Uint8Array => {
  const out = new BinaryWriter();
  out.tag(1, WireType.Bit64).double(wallTime);
  if (step !== undefined) out.tag(2, WireType.Varint).int64(step);
  if (fileVersion !== undefined) out.tag(3, WireType.LengthDelimited).string(fileVersion);
  if (scalars) {
    out.tag(5, WireType.LengthDelimited).fork();
    for (const scalar of scalars) writeScalar(out, scalar);
    out.join();
  }
  if (starts) {
    out.tag(7, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(START).join();
  }
  return out.finish();
};

const writeScalar = (out: BinaryWriter, { tag, value, description }: Scalar): void => {
  out.tag(1, WireType.LengthDelimited).fork();
  out.tag(1, WireType.LengthDelimited).string(tag);
  out.tag(2, WireType.Bit32).float(Math.fround(value));
  out.tag(9, WireType.LengthDelimited).fork();
  out.tag(1, WireType.LengthDelimited).fork();
  out.tag(1, WireType.LengthDelimited).string("scalars").join();
  if (description !== undefined) out.tag(3, WireType.LengthDelimited).string(description);
  out.tag(4, WireType.Varint).int32(SCALAR).join();
  out.join();
};

/** The step of an event and the tags of its numbers. */
export const readEvent = (bytes: Uint8Array): { step: number; tags: string[] } => {
  const tags: string[] = [];
  let step = 0;
  const message = (reader: BinaryReader, end: number, take: Take): void => {
    while (reader.pos < end) {
      const [field, wire] = reader.tag();
      if (!take(field, reader)) reader.skip(wire);
    }
  };
  const within = (take: Take): Take => {
    return (_, reader) => {
      const length = reader.uint32();
      message(reader, reader.pos + length, take);
      return true;
    };
  };
  const value: Take = (field, reader) => field === 1 && tags.push(reader.string()) > 0;
  const summary: Take = (field, reader) => field === 1 && within(value)(field, reader);
  message(new BinaryReader(bytes), bytes.length, (field, reader) => {
    if (field === 5) return within(summary)(field, reader);
    if (field !== 2) return false;
    step = Number(reader.int64());
    return true;
  });
  return { step, tags };
};

/** Reads a field and says so, or leaves it. */
type Take = (field: number, reader: BinaryReader) => boolean;
