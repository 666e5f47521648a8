import { open } from "@textvae/open";

const [form] = document.forms;
const { from, to } = form.elements;
const status = document.querySelector("[role=status]");

try {
  const model = await open("bundle"); // the folder public/bundle
  status.textContent = `${model.facts.parameters} weights of ${model.facts.recipe}.`;
  form.querySelector("button").disabled = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const { sentences } = await model.interpolate(from.value, to.value);
    const items = sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    });
    document.querySelector("ol").replaceChildren(...items);
  };
} catch (error) {
  status.textContent = error.message;
}
