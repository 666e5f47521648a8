import { crc32c } from "./crc32c.ts";

/** Length, its checksum, and the checksum of the data. */
const HEAD = 12;
const FRAME = HEAD + 4;

/** A checksum of what holds checksums is rotated, so that it is none by chance. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/**
 * A record of an event file: its length as 8 bytes, a masked CRC-32C of these, the data, and a masked
 * CRC-32C of the data; little-endian.
 *
 * Source: "TFRecord and tf.train.Example", TensorFlow, 2024,
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export const encodeRecord = (data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(data.length + FRAME);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, HEAD);
  view.setUint32(HEAD + data.length, masked(data), true);
  return bytes;
};

/** The data of a record, and where in its file the record ends. */
export interface Record {
  readonly data: Uint8Array;
  readonly end: number;
}

/** The records of a file up to the first that is damaged or torn, where every reader stops. */
export const recordsIn = (bytes: Uint8Array): Record[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Record[] = [];
  let at = 0;
  while (at + FRAME <= bytes.length) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + length + FRAME;
    if (end > bytes.length) break;
    const data = bytes.subarray(at + HEAD, end - 4);
    if (view.getUint32(at + 8, true) !== masked(bytes.subarray(at, at + 8))) break;
    if (view.getUint32(end - 4, true) !== masked(data)) break;
    records.push({ data, end });
    at = end;
  }
  return records;
};
