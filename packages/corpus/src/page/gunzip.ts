import { TextvaeError } from "@textvae/core";

/** Bytes that are unpacked at once. */
const PIECE = 1 << 16;
/** Bytes behind what is packed in a member: the CRC-32 of its content, and its size. */
const TRAILER = 8;
/** Bytes of 0 that a member without content ends with, by the byte before: of a packed block, or of one as it is. */
const EMPTY: Readonly<Record<number, number>> = { 3: TRAILER + 1, 255: TRAILER };

/**
 * What was packed by gzip, of all its members, each compared with its CRC-32. Throws `DATA` where it is cut or
 * damaged, or anything but zeros stands behind it: archives fill their last block with these. The unpacker is loaded when it is used.
 *
 * Source: RFC 1952, GZIP file format specification version 4.3, P. Deutsch, 1996,
 * https://www.rfc-editor.org/rfc/rfc1952
 */
export async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  where: string,
): AsyncIterable<Uint8Array> {
  const { Gunzip } = await import("fflate");
  let out: Uint8Array[] = [];
  let member = memberSum();
  const tail = createTail();
  const unzip = new Gunzip((bytes) => {
    member.add(bytes);
    if (bytes.length > 0) out.push(bytes);
  });
  const endMember = (at: number) => {
    if (!member.is(tail.before(at))) throw new Error("a content that has another CRC-32");
    member = memberSum();
  };
  unzip.onmember = endMember;
  const push = (bytes: Uint8Array, last: boolean): Uint8Array[] => {
    try {
      tail.push(bytes);
      unzip.push(bytes, last);
      if (last) endMember(tail.size());
    } catch (cause) {
      throw damaged(where, cause);
    }
    const found = out;
    out = [];
    return found;
  };
  let [zeros, last] = [0, 0]; // how many may stand behind the end, and the byte before them
  for await (const bytes of packed) {
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    for (; zeros > 0 && end > 0; zeros -= Math.min(zeros, PIECE)) {
      yield* push(new Uint8Array(Math.min(zeros, PIECE)), false);
    }
    for (let at = 0; at < end; at += PIECE) {
      yield* push(bytes.slice(at, Math.min(at + PIECE, end)), false); // kept until it is unpacked
    }
    if (end > 0) last = bytes[end - 1] as number;
    zeros += bytes.length - end;
  }
  const own = member.zeros(last);
  if (zeros < own) throw damaged(where, new Error("unexpected EOF"));
  yield* push(new Uint8Array(own), false);
  yield* push(new Uint8Array(), true);
}

/** The last bytes of what was packed, and how many there were. */
const createTail = () => {
  let [kept, size] = [new Uint8Array(), 0];
  return {
    size: () => size,
    push(bytes: Uint8Array) {
      const before = kept.subarray(Math.max(0, kept.length - PIECE));
      kept = new Uint8Array(before.length + bytes.length);
      kept.set(before);
      kept.set(bytes, before.length);
      size += bytes.length;
    },
    /** The trailer that ends at a place. */
    before: (at: number): Uint8Array => {
      const end = kept.length - (size - at);
      return kept.subarray(Math.max(0, end - TRAILER), end);
    },
  };
};

/** CRC-32 and size of bytes that come in pieces. */
const memberSum = () => {
  let [crc, size] = [-1, 0];
  return {
    add(bytes: Uint8Array) {
      for (let i = 0; i < bytes.length; i++) {
        crc = (TABLE[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
      }
      size = (size + bytes.length) >>> 0;
    },
    /** Bytes of 0 that a member ends with, behind another byte. */
    zeros(last: number): number {
      if (size > 0) return Math.clz32(size) >>> 3;
      if (crc !== -1) return 4 + (Math.clz32(~crc) >>> 3);
      return EMPTY[last] ?? Number.POSITIVE_INFINITY;
    },
    /** Whether a trailer says the same. */
    is(trailer: Uint8Array): boolean {
      if (trailer.length < TRAILER) return false;
      const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
      return view.getInt32(0, true) === ~crc && view.getUint32(4, true) === size;
    },
  };
};

/** The remainders of all bytes, divided by the polynomial of RFC 1952 with its bits in reverse. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

const damaged = (where: string, cause: unknown): TextvaeError =>
  new TextvaeError("DATA", where, {
    expected: "a whole gzip file",
    got: (cause as Error).message,
    hint: "It was cut or damaged; fetch it again.",
    cause,
  });
