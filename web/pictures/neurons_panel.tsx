/** Seven neurons against each other, and what each gives for every pair. */
import { formatFixed } from "../curves/format.ts";
import { useState } from "preact/hooks";
import type { Frame } from "../../pictures/frame.ts";
import { Canvas, Pixels } from "./canvas.tsx";
import { drawNeurons } from "./draw_neurons.ts";
import { drawNeuron, drawPlane } from "./draw_square.ts";
import { Choices } from "./choices.tsx";
import { guides } from "./guides.ts";
import type { PanelProps } from "./panel.ts";
import { PictureOf } from "./picture.tsx";

export function NeuronsPanel(props: PanelProps) {
  return (
    <PictureOf {...props} guide={guides.neurons} needs={["neurons", "accuracy"]}>
      {({ facts, arrays }) => {
        const neurons = facts.neurons!;
        return (
          <Canvas
            label={`Neurons against each other over all pairs: ${
              neurons.places.map((place, index) =>
                `n${place} at frequency ${neurons.frequencies[index]} with r ${
                  formatFixed(neurons.strengths[index]!, 2)
                }`
              ).join(", ")
            }`}
            ratio={1}
            shows={[arrays.neurons]}
            draw={({ context, width, density, inks }) => {
              context.setTransform(1, 0, 0, 1, 0, 0); // pixels of the screen, one for each point
              drawNeurons(context, Math.round(width * density), density, {
                values: arrays.neurons as Uint8Array,
                kinds: arrays.kinds as Uint8Array,
                count: neurons.places.length,
                correlations: neurons.correlations,
                names: neurons.places.map((place) => `n${place}`),
              }, inks);
            }}
          />
        );
      }}
    </PictureOf>
  );
}

type View = "values" | "waves";

const VIEWS: readonly (readonly [View, string])[] = [
  ["values", "over a and b"],
  ["waves", "as waves"],
];

export function NeuronMapsPanel(props: PanelProps) {
  const [view, setView] = useState<View>("values");
  return (
    <PictureOf {...props} guide={guides.maps} needs={["neurons", "accuracy"]}>
      {(frame) => (
        <>
          <Choices<View>
            label="what is shown of neurons"
            views={VIEWS}
            chosen={view}
            choose={setView}
          />
          <div class="maps" style={{ "--least": `${frame.facts.modulus}px` }}>
            {frame.facts.neurons!.places.map((_, index) => (
              <NeuronMap key={index} frame={frame} index={index} view={view} />
            ))}
          </div>
        </>
      )}
    </PictureOf>
  );
}

function NeuronMap(
  { frame: { facts, arrays }, index, view }: {
    readonly frame: Frame;
    readonly index: number;
    readonly view: View;
  },
) {
  const p = facts.modulus!;
  const { places, waves, byAnswer } = facts.neurons!;
  const size = arrays.planes!.length / places.length;
  const [alongA, alongB] = waves[index]!;
  const words = `n${places[index]}: ${percent(byAnswer[index]!)} by answer`;
  const strongest = `strongest wave ${alongA}, ${alongB}`;
  return (
    <div title={strongest}>
      {view === "values"
        ? (
          <Pixels
            label={`Neuron over all pairs, ${words}`}
            columns={p}
            rows={p}
            shows={[arrays.neurons, index]}
            draw={(context, inks) =>
              drawNeuron(
                context,
                p,
                (arrays.neurons as Uint8Array).subarray(index * p * p, (index + 1) * p * p),
                arrays.kinds as Uint8Array,
                inks,
              )}
          />
        )
        : (
          <Pixels
            label={`Waves of a neuron, ${strongest}, ${words}`}
            columns={p}
            rows={size / p}
            flat
            shows={[arrays.planes, index]}
            draw={(context) =>
              drawPlane(
                context,
                p,
                (arrays.planes as Uint8Array).subarray(index * size, (index + 1) * size),
              )}
          />
        )}
      <span class="quiet">
        {view === "values" ? words : `n${places[index]}: ${alongA}, ${alongB}`}
      </span>
    </div>
  );
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
