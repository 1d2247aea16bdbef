/** How far a run is: the last row of its history. */
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { parseHistory } from "../tables/curves.ts";

/**
 * The last evaluation of a run, from the newest segment that has one; undefined before the first.
 *
 * @throws {StoreError} when the file that holds it is not whole.
 */
export async function readLastRow(
  store: Store,
  records: readonly LinkRecord[],
  run: string,
): Promise<HistoryRow | undefined> {
  for (const { files } of records.toReversed()) {
    const text = new TextDecoder().decode(await store.read(files["history.jsonl"]!));
    if (text !== "") return parseHistory(text, run).at(-1)!;
  }
}
