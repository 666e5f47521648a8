import type { PageFile } from "@textvae/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { opfsPages } from "../src/index.ts";
import { fakeOpfs } from "./fake-opfs.ts";

let site: ReturnType<typeof fakeOpfs>;
const put = (options?: Parameters<typeof fakeOpfs>[0]) => {
  site = fakeOpfs(options);
  vi.stubGlobal("navigator", site.navigator);
};
beforeEach(() => put());
afterEach(() => vi.unstubAllGlobals());

const writing =
  (...bytes: number[]) =>
  async (file: PageFile) =>
    file.write(0, Uint8Array.from(bytes));
const bytesOf = (file: PageFile | undefined) => {
  const into = new Uint8Array(file?.size() ?? 0);
  file?.read(0, into);
  return [...into];
};
const names = () => [...site.files.keys()];

describe("pages in the file system of a site", () => {
  it("are found under their key when they are whole, and read by several", async () => {
    const pages = opfsPages("corpora/a");
    expect(await pages.open("k")).toBeUndefined();
    let within: string[] = [];
    const made = await pages.make("k", async (file) => {
      file.write(2, Uint8Array.of(3));
      file.write(0, Uint8Array.of(1, 2));
      within = names();
      expect(bytesOf(file)).toEqual([1, 2, 3]);
    });
    expect(within).toEqual([expect.stringMatching(/^\.tmp-/)]);
    expect(names()).toEqual(["k.pages"]);
    const again = await opfsPages("corpora/a").open("k");
    expect([bytesOf(made), bytesOf(again)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(() => made.read(1, new Uint8Array(3))).toThrow(
      expect.objectContaining({ code: "STORAGE", message: expect.stringMatching(/k\.pages.*4/) }),
    );
  });

  it("are made once by two who want them at the same time", async () => {
    let made = 0;
    const make = async (file: PageFile) => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      await writing(7)(file);
    };
    const both = await Promise.all([
      opfsPages("a").make("k", make),
      opfsPages("a").make("k", make),
    ]);
    expect([made, both.map(bytesOf)]).toEqual([1, [[7], [7]]]);
  });

  it("are made by the second where the first fails, and nothing is left of that", async () => {
    const failing = opfsPages("a").make("k", async (file) => {
      file.write(0, Uint8Array.of(9));
      await new Promise((resolve) => setTimeout(resolve, 1));
      throw new Error("a damaged source");
    });
    const second = opfsPages("a").make("k", writing(7));
    await expect(failing).rejects.toThrow("a damaged source");
    expect(bytesOf(await second)).toEqual([7]);
    expect(names()).toEqual(["k.pages"]);
  });

  it("take the place of damaged ones that are closed", async () => {
    const pages = opfsPages("a");
    (await pages.make("k", writing(1))).close();
    expect(bytesOf(await pages.make("k", writing(2)))).toEqual([2]);
  });

  it("leave nothing of a tab that was killed, and what another one writes", async () => {
    const left = { bytes: Uint8Array.of(1), readers: 0, writer: false };
    site.files.set(".tmp-dead", left);
    let before: string[] = [];
    const other = opfsPages("a").make("other", async (file) => {
      before = names();
      await writing(5)(file);
      await opfsPages("a").make("mine", writing(6)); // does not tidy up what is being written
    });
    await other;
    expect(before).toEqual([expect.not.stringMatching("dead")]);
    expect(names().sort()).toEqual(["mine.pages", "other.pages"]);
  });

  it("are read as they were where a browser lets one alone read", async () => {
    put({ modes: false });
    vi.stubGlobal(
      "FileReaderSync",
      class {
        readAsArrayBuffer = () => Uint8Array.of(4, 5).buffer;
      },
    );
    const pages = opfsPages("a");
    await pages.make("k", writing(4, 5));
    const second = (await pages.open("k")) as PageFile;
    expect(bytesOf(second)).toEqual([4, 5]);
    expect(() => second.write(0, Uint8Array.of(1))).toThrow(
      expect.objectContaining({ code: "STORAGE" }),
    );
  });

  it("say what to do where there is no more room", async () => {
    put({ quota: 3 });
    const pages = opfsPages("a");
    await expect(pages.make("k", writing(1, 2, 3, 4))).rejects.toMatchObject({
      code: "STORAGE",
      details: { hint: expect.stringMatching(/no more room.*Remove other/) },
    });
    expect(names()).toEqual([]);
  });

  it("are not made outside of a worker", async () => {
    const folder = await site.navigator.storage.getDirectory();
    const getFileHandle = async (...given: Parameters<typeof folder.getFileHandle>) => {
      await folder.getFileHandle(...given);
      return {};
    };
    vi.spyOn(site.navigator.storage, "getDirectory").mockResolvedValue({
      ...folder,
      getFileHandle,
      getDirectoryHandle: async () => ({ ...folder, getFileHandle }),
    } as never);
    await expect(opfsPages("a").make("k", writing(1))).rejects.toMatchObject({
      code: "CAPABILITY",
    });
    expect(names()).toEqual([]);
  });
});
