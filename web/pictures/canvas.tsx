/** A canvas that is drawn again when its size, the theme or what it shows changes. */
import { useEffect, useRef, useState } from "preact/hooks";
import { theme } from "../state/theme.ts";
import { type Inks, readInks } from "./ink.ts";

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** In pixels of the page, in which `context` draws unless it is told otherwise. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen for each of the page. */
  readonly density: number;
  readonly inks: Inks;
}

export interface CanvasProps {
  /** What is seen, in words. */
  readonly label: string;
  /** Height over width. */
  readonly ratio: number;
  draw(surface: Surface): void;
  /** Draws again when one of these changes. */
  readonly shows: readonly unknown[];
}

export function Canvas({ label, ratio, draw, shows }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry!.contentRect.width))
    );
    observer.observe(canvas.current!);
    return () => observer.disconnect();
  }, []);
  const inTheme = theme.value;
  useEffect(() => {
    const element = canvas.current!;
    if (width === 0) return;
    const density = devicePixelRatio || 1;
    const height = Math.round(width * ratio);
    const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
    if (element.width !== columns || element.height !== rows) {
      [element.width, element.height] = [columns, rows];
    }
    const context = element.getContext("2d")!;
    context.setTransform(density, 0, 0, density, 0, 0);
    draw({ context, width, height, density, inks: readInks() });
  }, [width, ratio, inTheme, ...shows]);
  return (
    <canvas
      ref={canvas}
      class="picture"
      role="img"
      aria-label={label}
      style={{ aspectRatio: `1 / ${ratio}` }}
    />
  );
}

/** A canvas with a pixel for each thing it shows, made larger by the page. */
export function Pixels(
  { label, columns, rows, flat = false, draw, shows, ...events }: {
    readonly label: string;
    readonly columns: number;
    readonly rows: number;
    /** Pixels are squares then; else the whole is one. */
    readonly flat?: boolean;
    draw(context: CanvasRenderingContext2D, inks: Inks): void;
    readonly shows: readonly unknown[];
    readonly onPointerMove?: (event: PointerEvent) => void;
    readonly onPointerLeave?: () => void;
    readonly onClick?: (event: MouseEvent) => void;
  },
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const inTheme = theme.value;
  useEffect(
    () => draw(canvas.current!.getContext("2d")!, readInks()),
    [columns, rows, inTheme, ...shows],
  );
  return (
    <canvas
      ref={canvas}
      class="picture pixels"
      style={flat ? { aspectRatio: `${columns} / ${rows}` } : {}}
      width={columns}
      height={rows}
      role="img"
      aria-label={label}
      {...events}
    />
  );
}
