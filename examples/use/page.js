import { open } from "@textvae/open";

const model = await open("/bundle");
document.forms[0].onchange = async ({ currentTarget }) => {
  const [from, to] = new FormData(currentTarget).getAll("sentence");
  const [code] = await model.encode([from]);
  const again = await model.decode([code]);
  const { sentences } = await model.interpolate(code, to);
  document.querySelector("output").value = [...again, ...sentences].join("\n");
};
