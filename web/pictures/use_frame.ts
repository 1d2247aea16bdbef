/** The frame that a panel shows: at once where it was fetched before, else when it is there. */
import { useEffect, useState } from "preact/hooks";
import { decodeFrame, type Frame } from "../../pictures/frame.ts";
import type { PanelProps } from "./panel.ts";

const decoded = new WeakMap<ArrayBuffer, Frame>();

/** The last frame stays until the next is there, so that nothing flickers. */
export function useFrame(
  { frames, step }: Pick<PanelProps, "frames" | "step">,
): { readonly frame: Frame | null; readonly problem: string | null } {
  const [fetched, setFetched] = useState<ArrayBuffer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const there = frames.peek(step);
  useEffect(() => {
    let isCurrent = true;
    frames.get(step).then(
      (file) => {
        if (!isCurrent) return;
        setFetched(file);
        setProblem(null);
      },
      (error: Error) => isCurrent && setProblem(error.message),
    );
    return () => {
      isCurrent = false;
    };
  }, [frames, step]);
  const file = there ?? fetched;
  return { frame: file && frameOf(file), problem };
}

/** Read once for all panels that show it. */
function frameOf(file: ArrayBuffer): Frame {
  const known = decoded.get(file) ?? decodeFrame(file);
  decoded.set(file, known);
  return known;
}
