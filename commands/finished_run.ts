/** A run that has ended, as exports see it: read from the store when they ask. */
import type { FinishedRun, SavedCheckpoint } from "../exports/format.ts";
import { decodeTensors } from "../formats/safetensors.ts";
import { measurableOf } from "../schemas/measurable.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { FileReference, Store } from "../store/store.ts";
import { parseHistory } from "../tables/curves.ts";

/** `files` are those of the run by the paths that people see. */
export async function finishedRun(
  store: Store,
  experiment: string,
  run: Run,
  files: Readonly<Record<string, FileReference>>,
): Promise<FinishedRun> {
  const read = async (path: string) => await store.read(files[path]!);
  const paths = Object.keys(files).sort();
  const logs = ["history.jsonl", "measures.jsonl"].filter((path) => path in files);
  const texts = await Promise.all(logs.map(read));
  const history = texts.map((bytes) => new TextDecoder().decode(bytes)).join("");
  return {
    experiment,
    run,
    points: parseHistory(history, run.id),
    files: paths,
    read,
    async *checkpoints() {
      for (const path of paths) {
        if (path.startsWith("checkpoints/")) yield readCheckpoint(path, await read(path), run);
      }
    },
  };
}

function readCheckpoint(path: string, bytes: Uint8Array, run: Run): SavedCheckpoint {
  const { tensors, metadata } = decodeTensors(bytes);
  const names = measurableOf(run).parameters.map(({ name }) => name);
  return {
    path,
    step: Number(metadata.step),
    weights: new Map(names.map((name) => [name, tensors[name]!])),
  };
}
