/** The page: it reads the address, what there is, and what happens, and is drawn from that. */
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/parts.css";
import "./style/pictures.css";
import "./style/charts.css";
import { ExperimentPage } from "./experiment_page.tsx";
import { Home } from "./home.tsx";
import { followKeys, Help } from "./keys.tsx";
import { failure, followEvents, followView } from "./state/data.ts";
import { followDrawn } from "./state/drawn.ts";
import { followTheme } from "./state/theme.ts";
import { followAddress, parts } from "./state/view.ts";
import { TopBar } from "./top_bar.tsx";

function Page() {
  return (
    <>
      <TopBar />
      {failure.value !== null && <p class="failure" role="alert">{failure.value}</p>}
      {parts.experiment.value === "" ? <Home /> : <ExperimentPage />}
      <Help />
    </>
  );
}

followTheme();
followAddress();
followView();
followDrawn();
followEvents();
followKeys();
render(<Page />, document.getElementById("page")!);
