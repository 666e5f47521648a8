import { TextvaeError } from "@textvae/core/options";

/** Where an object store is and who asks it. */
export interface S3Account {
  /** Address of the store, for one that is not Amazon's; buckets are then names in its path. */
  readonly endpoint?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Without them only what is public can be read. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
}

/** A bucket and the beginning of the names in it. */
export interface S3Address {
  readonly bucket: string;
  /** Without "/" at either end; empty for the whole bucket. */
  readonly prefix: string;
}

/**
 * The address that `s3://bucket/prefix` names. Throws `OPTION` for what names none.
 *
 * @example
 * s3Address("s3://models/runs/first"); // { bucket: "models", prefix: "runs/first" }
 */
export const s3Address = (name: string): S3Address => {
  const [, bucket, rest] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(name) ?? [];
  const prefix = (rest ?? "").replace(/\/$/, "");
  const wrong = prefix.split("/").some((part) => [".", ".."].includes(part) || part.includes("\0"));
  if (bucket !== undefined && !wrong && (prefix === "" || !prefix.split("/").includes(""))) {
    return { bucket, prefix };
  }
  throw new TextvaeError("OPTION", JSON.stringify(name), {
    expected: "s3://BUCKET/PREFIX, the bucket of 3 to 63 small letters, digits, dots and dashes",
    got: "something else",
  });
};

/** The account that variables of the environment describe, by the names that other tools know. */
export const s3AccountIn = (env: Readonly<Record<string, string | undefined>>): S3Account => {
  const found = {
    endpoint: env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL,
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION,
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value));
};
