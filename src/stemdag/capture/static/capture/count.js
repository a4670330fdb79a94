// Running sums beside the fields, and a word before typed numbers are left behind. The page works without.
const form = document.getElementById("form");
if (form) start(form);

function start(form) {
  const { equal, is } = form.dataset;
  const number = (mark) => form.elements[mark]?.value.trim() ?? "";
  const read = (mark) => (/^\d+$/.test(number(mark)) ? Number(number(mark)) : 0);

  const sums = [...form.querySelectorAll("output[data-sums]")].map((output) => {
    const terms = output.dataset.sums.split(" ").map((term) => [term.replace("-", ""), term[0] === "-" ? -1 : 1]);
    const row = output.closest(".count-row");
    return { output, row, terms, own: row.querySelector("input").name, found: row.dataset.state ?? "" };
  });
  const total = form.querySelector("[data-total]");

  function say(output, holder, name, sum, own, found) {
    const fits = sum === read(own) && number(own) !== "";
    // What the server found stays marked until the number is changed and agrees.
    const state = fits ? "ok" : found;
    if (state) holder.dataset.state = state;
    else delete holder.dataset.state;
    output.replaceChildren();
    if (fits) output.append(equal);
    else if (name) {
      const bold = document.createElement("b");
      bold.textContent = String(sum);
      output.append(`${name} ${is} `, bold);
    }
  }

  function update() {
    for (const { output, row, terms, own, found } of sums) {
      const typed = terms.some(([mark]) => number(mark) !== "");
      const sum = terms.reduce((before, [mark, sign]) => before + sign * read(mark), 0);
      const difference = terms.some(([, sign]) => sign < 0);
      if (!typed || (difference && (sum <= 0 || terms.some(([mark]) => number(mark) === "")))) {
        output.replaceChildren();
        if (found) row.dataset.state = found;
        else delete row.dataset.state;
      } else if (row.querySelector("[aria-invalid]") && !form.dataset.touched) {
        say(output, { dataset: {} }, output.dataset.name, sum, own, found);
      } else say(output, row, output.dataset.name, sum, own, found);
    }
    if (total) {
      const lists = [...form.elements].filter((each) => /^E\./.test(each.name));
      const sum = lists.reduce((before, each) => before + read(each.name), 0);
      total.hidden = lists.every((each) => each.value.trim() === "");
      total.querySelector(".num").textContent = String(sum);
      const output = total.querySelector("output");
      if (number("E") === "") output.replaceChildren();
      else {
        const fits = sum === read("E");
        if (fits) total.dataset.state = "ok";
        else delete total.dataset.state;
        output.textContent = fits ? equal : `E ${is} ${read("E")}`;
      }
    }
  }

  let leaving = false;
  form.addEventListener("input", () => {
    form.dataset.touched = "yes";
    update();
  });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (form.dataset.touched && !leaving) event.preventDefault();
  });
  update();
}
