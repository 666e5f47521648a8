const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/**
 * CRC-32 (of Ethernet, gzip and PNG) of bytes that follow others of the CRC `before`: what a file
 * that grows line by line can be told by without reading it again.
 *
 * Source: ISO/IEC 3309; https://www.rfc-editor.org/rfc/rfc1952#section-8
 */
export const crc32 = (bytes: Uint8Array, before = 0): number => {
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
};
