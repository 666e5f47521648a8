import { trainInWorker } from "@textvae/worker";

const [form] = document.forms;
const { text, file, steps, pause, stop } = form.elements;
const [submit] = form.querySelectorAll("button");
const status = document.querySelector("[role=status]");
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

form.onsubmit = async (event) => {
  event.preventDefault();
  const [chosen] = file.files;
  const trainer = trainInWorker(worker, {
    recipe: "nvrnn",
    options: { prior: "vmf", kappa: 20, dim: 8, embedding: 32, hidden: 64, optimizer: "adam" },
    // A file is read as a stream and kept as ids: it is never in memory. Of a large one less is held out.
    text: chosen ?? text.value,
    heldOut: Math.max(10, Math.round((chosen?.size ?? 0) / 500_000)),
    corpus: "corpora/files",
    until: { steps: steps.valueAsNumber },
    // Another text is another run. One that is there goes on where it was left.
    run: `runs/${await nameOf(chosen ? `${chosen.name} ${chosen.size} ${chosen.lastModified}` : text.value)}`,
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
    if (event.kind === "reading") {
      status.textContent = `read ${Math.round((100 * event.read) / event.of)} %`;
    }
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
