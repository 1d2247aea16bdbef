/** Seven neurons against each other, and what each gives for every pair. */
import type { Frame } from "../../pictures/frame.ts";
import { Canvas, Pixels } from "./canvas.tsx";
import { drawNeurons } from "./draw_neurons.ts";
import { drawNeuron } from "./draw_square.ts";
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
            label={`Neurons ${neurons.places.join(", ")} against each other over all pairs`}
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

export function NeuronMapsPanel(props: PanelProps) {
  return (
    <PictureOf {...props} guide={guides.maps} needs={["neurons", "accuracy"]}>
      {(frame) => (
        <div class="maps">
          {frame.facts.neurons!.places.map((place, index) => (
            <NeuronMap key={index} frame={frame} index={index} place={place} />
          ))}
        </div>
      )}
    </PictureOf>
  );
}

function NeuronMap(
  { frame: { facts, arrays }, index, place }: {
    readonly frame: Frame;
    readonly index: number;
    readonly place: number;
  },
) {
  const p = facts.modulus!;
  const { frequencies, strengths } = facts.neurons!;
  const words = `n${place}: k ${frequencies[index]}, r ${strengths[index]!.toFixed(2)}`;
  return (
    <div>
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
      <span class="quiet">{words}</span>
    </div>
  );
}
