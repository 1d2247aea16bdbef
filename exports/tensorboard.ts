/** Event files of TensorBoard: TFRecords of the Event message, one for each row of the history. */
import protobuf from "protobufjs";
import { encodeRecords } from "../formats/tfrecord.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { defineExport } from "./format.ts";

/** The part of tensorboard/compat/proto/event.proto and summary.proto that scalars need. */
const SCHEMA = `
syntax = "proto3";
package tensorboard;
message Summary {
  message Value { string tag = 1; oneof value { float simple_value = 2; } }
  repeated Value value = 1;
}
message Event {
  double wall_time = 1; int64 step = 2;
  oneof what { string file_version = 3; Summary summary = 5; }
}`;

const event = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType("tensorboard.Event");

/** What a file has to begin with. */
const VERSION = "brain.Event:2";

/** Of an event without a clock: its step, so that equal runs give equal files. */
const wallTime = (step: number) => step;

export const tensorboard = defineExport({
  title: "TensorBoard events",
  description: "an event file with every column as a scalar",
  write: ({ points }) => Promise.resolve({ "events.out.tfevents.0.regrok": encodeEvents(points) }),
});

function encodeEvents(points: readonly HistoryRow[]): Uint8Array {
  const encode = (message: object) => event.encode(event.create(message)).finish();
  return encodeRecords([
    encode({ wall_time: 0, step: 0, file_version: VERSION }),
    ...points.map(({ step, ...columns }) =>
      encode({
        wall_time: wallTime(step),
        step,
        summary: {
          value: Object.entries(columns).map(([column, value]) => ({
            tag: tagOf(column),
            simple_value: value ?? NaN,
          })),
        },
      })
    ),
  ]);
}

/** `validationLoss` is loss/validation, so that charts of one thing stand together. */
function tagOf(column: string): string {
  const [, set, measure] = /^(.+?)(Loss|Accuracy|AnswerAccuracy)$/.exec(column) ?? [];
  if (set === undefined) return column;
  return `${measure![0]!.toLowerCase()}${measure!.slice(1)}/${set}`;
}
