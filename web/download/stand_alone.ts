/** An SVG of the page as a file of its own: what the style sheet gives it is written into it. */

const PROPERTIES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-size",
  "font-family",
  "font-weight",
  "text-anchor",
] as const;

export function standAlone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const originals = svg.querySelectorAll("*");
  for (const [at, element] of copy.querySelectorAll("*").entries()) {
    const style = getComputedStyle(originals[at]!);
    for (const property of PROPERTIES) {
      element.setAttribute(property, style.getPropertyValue(property));
    }
    element.removeAttribute("class");
  }
  copy.removeAttribute("class");
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute(
    "fill",
    getComputedStyle(svg.closest(".card") ?? document.body).backgroundColor,
  );
  copy.prepend(paper);
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
