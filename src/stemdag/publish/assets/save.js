// A picture of the page as PNG, for who cannot use SVG: drawn here, by the browser. Without script there is no button.
const SCALE = 2;

/** Shows the buttons, also those that come with a newer page. */
export function offerPng() {
  document.body.classList.add("can-save");
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-png]");
    if (!button) return;
    const { png } = button.dataset;
    try {
      save(await drawn(png), png.slice(1).replaceAll("/", "-").replace(/svg$/, "png"));
    } catch (problem) {
      console.info("stemdag: no picture this time;", problem.message);
    }
  });
}

async function drawn(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth * SCALE, height: image.naturalHeight * SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function save(blob, name) {
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href, download: name }).click();
  URL.revokeObjectURL(href);
}
