import { render } from "preact";
import { Page } from "./page.tsx";
import { start } from "./state/load.ts";

render(<Page />, document.getElementById("page") as HTMLElement);
start();
