import { request } from "node:http";
import { serve } from "@textvae/explorer-node";
import { afterAll, describe, expect, test } from "vitest";

const bytes = (text: string) => new TextEncoder().encode(text);
const served = serve(
  new Map([
    ["index.html", bytes("<p>page")],
    ["assets/page.js", bytes("1")],
    ["map/a b.json", bytes("{}")],
    ["train/index.html", bytes("<p>train")],
  ]),
  0,
);
afterAll(async () => (await served).close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** An address as it is, without what a client would put right in it. */
const ask = async (path: string, { method = "GET", host = "" } = {}): Promise<Answer> => {
  const { port } = new URL((await served).url);
  return new Promise((resolve, reject) => {
    const headers = { host: host || `127.0.0.1:${port}` };
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      let body = "";
      answer.on("data", (chunk) => {
        body += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    asked.on("error", reject).end();
  });
};

describe("the server of the explorer", () => {
  test("listens on loopback alone", async () => {
    expect((await served).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  test("gives its files, the page at the root, with their types and a policy", async () => {
    const page = await ask("/");
    expect(page).toMatchObject({ status: 200, body: "<p>page" });
    expect(page.headers).toMatchObject({
      "content-type": expect.stringContaining("text/html"),
      "content-security-policy": expect.stringContaining("default-src 'self'"),
      "x-content-type-options": "nosniff",
    });
    expect((await ask("/assets/page.js")).headers["content-type"]).toBe("text/javascript");
    expect(await ask("/map/a%20b.json?x=1")).toMatchObject({ status: 200, body: "{}" });
    expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  });

  test("gives the page of a folder, whose address ends in a slash", async () => {
    expect(await ask("/train/")).toMatchObject({ status: 200, body: "<p>train" });
    const { status, headers } = await ask("/train");
    expect({ status, location: headers.location }).toEqual({ status: 308, location: "/train/" });
  });

  test.each([
    "/../../../etc/passwd",
    "/assets/../../package.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "//etc/passwd",
    "/assets",
    "/__proto__",
    "/%",
    "/map/a%00b.json",
    "http://[/",
  ])("has nothing else: %s", async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).toBe("no such file\n");
  });

  test("refuses a name that is not this machine's, and what is no reading", async () => {
    expect((await ask("/", { host: "example.org" })).status).toBe(421);
    expect((await ask("/", { host: "127.0.0.1.example.org:80" })).status).toBe(421);
    expect((await ask("/", { host: "localhost:1" })).status).toBe(200);
    expect((await ask("/", { method: "POST" })).status).toBe(405);
  });

  test("names a port that is taken, and takes another where none was named", async () => {
    const port = Number(new URL((await served).url).port);
    await expect(serve(new Map(), port)).rejects.toMatchObject({ code: "OPTION", where: "--port" });
    const [first, second] = [await serve(new Map()), await serve(new Map())];
    expect(first.url).not.toBe(second.url);
    await Promise.all([first.close(), second.close()]);
  });
});
