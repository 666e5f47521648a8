import { open } from "@textvae/open";

const opened = open("/bundle");
self.onmessage = async ({ data: [from, to] }) => {
  const model = await opened;
  const [code] = await model.encode([from]);
  const { sentences } = await model.interpolate(code, to);
  self.postMessage([...(await model.decode([code])), ...sentences]);
};
