// Opens the page of the folder in Vite's development server, trains, and tells the samples. A page that is loaded
// anew meanwhile fails: its sentences would be lost.
import process from "node:process";
import puppeteer from "puppeteer-core";
import { createServer } from "vite";

const sentences = Array.from({ length: 60 }, (_, i) =>
  [["the", "a"][i % 2], ["cat", "dog", "hen"][i % 3], ["sat", "ran", "ate"][(i % 5) % 3]].join(" "),
).join("\n");

const server = await createServer({
  root: import.meta.dirname,
  logLevel: "error",
  server: { port: 0 },
});
await server.listen();
const browser = await puppeteer.launch({ executablePath: process.argv[2], args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(server.resolvedUrls.local[0]);
  await page.waitForNetworkIdle();
  await page.$eval("textarea", (area, text) => (area.value = text), sentences);
  await page.$eval("[name=steps]", (steps) => (steps.value = "20"));
  await page.click("[type=submit]");
  await page.waitForFunction(() =>
    /done|expected/.test(document.querySelector("[role=status]").textContent),
  );
  console.log(await page.$eval("[role=status]", (status) => status.textContent));
  console.log(
    "samples",
    JSON.stringify(await page.$$eval("ol li", (all) => all.map((one) => one.textContent))),
  );
  if ((await page.$eval("textarea", (area) => area.value)) !== sentences)
    throw new Error("the page was loaded anew");
} finally {
  await browser.close();
  await server.close();
}
