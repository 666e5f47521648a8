import { trainInWorker } from "@textvae/worker";

const [form] = document.forms;
const { text, steps, pause, stop } = form.elements;
const [submit] = form.querySelectorAll("button");
const status = document.querySelector("[role=status]");
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

form.onsubmit = async (event) => {
  event.preventDefault();
  const trainer = trainInWorker(worker, {
    recipe: "nvrnn",
    options: { prior: "vmf", kappa: 20, dim: 8, embedding: 32, hidden: 64, optimizer: "adam" },
    text: text.value,
    until: { steps: steps.valueAsNumber },
    // Another text is another run. One that is there goes on where it was left.
    run: `runs/${await nameOf(text.value)}`,
  });
  submit.disabled = true;
  pause.disabled = stop.disabled = false;
  pause.onclick = () => {
    const paused = pause.textContent === "Pause";
    pause.textContent = paused ? "Go on" : "Pause";
    return paused ? trainer.pause() : trainer.resume();
  };
  stop.onclick = () => trainer.stop();
  try {
    await follow(trainer);
  } catch (error) {
    status.textContent = error.message;
  } finally {
    submit.disabled = false;
    pause.disabled = stop.disabled = true;
    pause.textContent = "Pause";
  }
};

const follow = async (trainer) => {
  const losses = [];
  for await (const event of trainer.events) {
    if (event.kind === "train") {
      losses.push(event.loss);
      draw(losses);
      status.textContent = `step ${event.step}: ${event.loss.toFixed(2)} nats a sentence`;
    }
    if (event.kind === "evaluation" || event.kind === "end") show(await trainer.sample(5));
    if (event.kind === "end")
      status.textContent += event.reason === "stopped" ? ", stopped" : ", done";
  }
};

const draw = (losses) => {
  const [most, last] = [Math.max(...losses), Math.max(1, losses.length - 1)];
  const points = losses.map((loss, i) => `${(100 * i) / last},${40 - (38 * loss) / most}`);
  document.querySelector("polyline").setAttribute("points", points.join(" "));
};

const show = (sentences) => {
  const items = sentences.map((sentence) => {
    const item = document.createElement("li");
    item.textContent = sentence;
    return item;
  });
  document.querySelector("ol").replaceChildren(...items);
};

const nameOf = async (content) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
  return [...new Uint8Array(hash, 0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
