/** The pictures of a network's inside, in the order of the page. */
import type { Panel } from "./panel.ts";

export const panels: readonly Panel[] = [];
