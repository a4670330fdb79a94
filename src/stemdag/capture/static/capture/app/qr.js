// A text as a QR code, drawn as SVG: sharp at every size, on the device alone.

/** Light modules around a code, without which no camera finds it. */
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

/** The outline of a text's dark modules, and how many there are in a row with the light ones around them. */
export async function outline(text) {
  const { correction, generate, toSvgPath } = await import("../lib/qr.js");
  // A part fills its code: with more correction it would not fit, or be too fine for a camera.
  const code = generate(text, { minCorrectionLevel: correction.L });
  return { path: toSvgPath(code), size: code.size + 2 * QUIET };
}

/** The code as an element; dark on white whatever the colours of the page are. */
export async function drawn(text, label) {
  const { path, size } = await outline(text);
  const made = element("svg", { viewBox: `${-QUIET} ${-QUIET} ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  made.append(
    element("rect", { x: -QUIET, y: -QUIET, width: size, height: size, fill: "#fff" }),
    element("path", { d: path, fill: "#000" }),
  );
  return made;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
