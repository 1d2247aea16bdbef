/** The axes of points of runs: a line across at each tick of one, words below at those of the other. */

export interface Tick {
  /** Where it is in the picture, along its axis. */
  readonly at: number;
  readonly text: string;
}

export function Axes(
  { plot, height, x, y, title }: {
    readonly plot: { readonly left: number; readonly right: number; readonly bottom: number };
    /** Of the whole picture, at whose foot the title of the horizontal axis stands. */
    readonly height: number;
    readonly x: readonly Tick[];
    readonly y: readonly Tick[];
    readonly title: string;
  },
) {
  return (
    <>
      {y.map(({ at, text }) => (
        <g key={at}>
          <path class="grid" d={`M${plot.left} ${at}H${plot.right}`} />
          <text x={plot.left - 6} y={at + 4} text-anchor="end" class="quiet">
            {text}
          </text>
        </g>
      ))}
      {x.map(({ at, text }) => (
        <text key={at} x={at} y={plot.bottom + 16} text-anchor="middle" class="quiet">
          {text}
        </text>
      ))}
      <text x={(plot.left + plot.right) / 2} y={height - 2} text-anchor="middle" class="quiet">
        {title}
      </text>
    </>
  );
}
