/** What stands under a prefix. */
export interface Listing {
  readonly names: readonly {
    readonly key: string;
    readonly size: number;
    /** Another one after every write. */
    readonly version: string;
  }[];
  /** Names up to the next "/", with it. */
  readonly folders: readonly string[];
  /** What the following page is asked by. */
  readonly next?: string;
}

/** Reads an answer of ListObjectsV2 whose names are encoded as in addresses. */
export const parseListing = (xml: string): Listing => {
  const contents = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, one]) => ({
    key: decode(tag(one as string, "Key") ?? ""),
    size: Number(tag(one as string, "Size")),
    version: unescaped(tag(one as string, "ETag") ?? ""),
  }));
  const folders = [...xml.matchAll(/<CommonPrefixes>(.*?)<\/CommonPrefixes>/gs)].map(([, one]) =>
    decode(tag(one as string, "Prefix") ?? ""),
  );
  const next = tag(xml, "NextContinuationToken");
  return { names: contents, folders, ...(next !== undefined && { next: unescaped(next) }) };
};

const tag = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

const decode = (name: string): string => decodeURIComponent(unescaped(name).replaceAll("+", " "));

const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
