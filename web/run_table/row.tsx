/** One run in the table. */
import type { RunData } from "../protocol.ts";
import { isRunning } from "../state/data.ts";
import { runColour } from "../curves/colours.ts";
import { formatStep } from "../curves/format.ts";
import type { Column } from "./columns.ts";

export interface RowProps {
  readonly experiment: string;
  readonly run: RunData;
  readonly columns: readonly Column[];
  /** Its place among those drawn; null for one that is not. */
  readonly place: number | null;
  /** Whether others are drawn beside it, so that its colour says which is which. */
  readonly several: boolean;
  onChoose(more: boolean): void;
}

export function Row({ experiment, run, columns, place, several, onChoose }: RowProps) {
  const now = isRunning(experiment, run.id);
  return (
    <tr
      class={`run ${run.outcome ?? ""}`}
      aria-selected={place !== null}
      data-run={run.id}
      title={run.id}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()} // which would mark the text
      onClick={(event) => onChoose(event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <td class="swatch">
        <span
          class={place === null ? "" : "on"}
          style={place !== null && several ? { background: runColour(place) } : {}}
        />
      </td>
      {columns.map((column) => (
        <td key={column.name} class={`${column.isText ? "text" : ""} ${column.name}`}>
          {column.name === "state" && now !== undefined
            ? <span class="running">● {formatStep(now.step)}</span>
            : column.text(run)}
        </td>
      ))}
    </tr>
  );
}
