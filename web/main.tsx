/** The page: it reads the address, what there is, and what happens, and is drawn from that. */
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { ExperimentPage } from "./experiment_page.tsx";
import { Home } from "./home.tsx";
import { failure, followEvents, followView } from "./state/data.ts";
import { followDrawn } from "./state/drawn.ts";
import { followTheme, theme, toggleTheme } from "./state/theme.ts";
import { followAddress, open, view } from "./state/view.ts";

function Page() {
  return (
    <>
      <header class="top">
        <button type="button" class="brand" onClick={() => open("")}>Regrok</button>
        <span class="grow" />
        <button type="button" id="theme" onClick={toggleTheme}>
          {theme.value === "dark" ? "light" : "dark"}
        </button>
      </header>
      {failure.value !== null && <p class="failure" role="alert">{failure.value}</p>}
      {view.value.experiment === "" ? <Home /> : <ExperimentPage />}
    </>
  );
}

followTheme();
followAddress();
followView();
followDrawn();
followEvents();
render(<Page />, document.getElementById("page")!);
