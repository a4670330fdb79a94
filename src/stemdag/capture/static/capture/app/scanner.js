// Codes before the camera: by the browser itself where it can, else by zxing in WebAssembly, which is fetched when it
// is first needed and kept with the shell (`sw.js`).

// Between two looks at the picture; a code that stays in sight so long is not read once more.
const PAUSE = 120;
const GONE = 1_500;

let reading = null;

// What finds the texts of QR codes in a video.
export async function reader() {
  const native = globalThis.BarcodeDetector;
  if (native && (await native.getSupportedFormats()).includes("qr_code")) {
    const detector = new native({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video)).map((each) => each.rawValue);
  }
  const { prepareZXingModule, readBarcodes } = await import("../lib/zxing.js");
  await prepareZXingModule({ overrides: { locateFile: (name) => new URL(`../lib/${name}`, import.meta.url).href }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pencil = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pencil.drawImage(video, 0, 0);
    const found = await readBarcodes(pencil.getImageData(0, 0, canvas.width, canvas.height), { formats: ["QRCode"], maxNumberOfSymbols: 2, tryHarder: true });
    return found.filter((each) => each.isValid).map((each) => each.text);
  };
}

/**
 * Looks through the camera into `video` until it is taken off the page or `stop` is called: `read(text)` for each
 * code, once while it stays in sight. Resolves to `stop`. Rejects with what `getUserMedia` says (`trouble` names it).
 */
export async function watch(video, read) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera in this browser", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  let on = true;
  const stop = () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    reading ??= reader();
    const texts = await reading;
    video.srcObject = stream;
    await video.play();
    look(texts);
  } catch (error) {
    reading = null;
    stop();
    throw error;
  }
  return stop;

  async function look(texts) {
    const seen = new Map();
    while (on && video.isConnected) {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
        const now = Date.now();
        for (const text of await texts(video).catch(() => [])) {
          if (on && !(now - seen.get(text) < GONE)) await read(text);
          seen.set(text, Date.now());
        }
      }
      await new Promise((go) => setTimeout(go, PAUSE));
    }
    stop();
  }
}

// Why there is no picture: "refused", "none", "busy", or "scanner" where what reads codes is not on the device yet.
export function trouble(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "refused";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "none";
  if (error.name === "NotReadableError" || error.name === "AbortError") return "busy";
  console.warn("the scanner does not start:", error.message);
  return "scanner";
}
