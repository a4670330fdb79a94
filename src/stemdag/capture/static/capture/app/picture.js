// A photo as it goes on: drawn anew, so that nothing of the camera's notes (place, time, make) comes along, and small.
import { Problem } from "./problem.js";

// What the office's envelope holds (`elections.sealing`), with room to spare.
export const LARGEST = (1 << 20) - 1024;
// Pixels of the longer side, and how much is left out: the first that fits is taken.
const TRIES = [[2400, 0.85], [2400, 0.7], [2000, 0.7], [1600, 0.7], [1200, 0.6]];

// The canvas with the picture of a file, upright. Throws a Problem where the file is no picture.
export async function drawn(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = onto(picture, TRIES[0][0]);
    picture.close();
    return canvas;
  } catch (error) {
    console.warn("no picture:", error.name);
    throw new Problem("photo.unreadable");
  }
}

// The JPEG of a canvas, as small as it must be.
export async function jpeg(canvas) {
  for (const [side, quality] of TRIES) {
    const blob = await new Promise((made) => onto(canvas, side).toBlob(made, "image/jpeg", quality));
    if (blob && blob.size <= LARGEST) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new Problem("photo.large");
}

export function base64(bytes) {
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function onto(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
  const paper = canvas.getContext("2d");
  // A JPEG has no holes: what is clear in a picture would be black.
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
