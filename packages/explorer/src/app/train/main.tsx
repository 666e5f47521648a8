import { render } from "preact";
import { Page } from "../page.tsx";
import { views } from "../state/state.ts";
import { start } from "./start.ts";
import { TrainTab } from "./train-tab.tsx";

views.value = ["train", "map", "write", "read"];
render(
  <Page title="Train a text VAE in this tab" train={() => <TrainTab />} />,
  document.getElementById("page") as HTMLElement,
);
start();
