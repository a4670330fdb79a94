// What was typed on a screen outlives its being drawn anew in another language: it goes from field to field, in memory.

const ticks = (field) => field.type === "radio" || field.type === "checkbox";

// Remembers the fields that stand there now; gives what puts them back into a screen that was drawn since.
export function typed() {
  const kept = [...document.querySelectorAll("main :is(input, textarea, select)")]
    // What is ticked outside a form was said at once, and is on the screen again by itself.
    .filter((field) => field.id && field.type !== "file" && (field.form || !ticks(field)))
    .map((field) => ({ id: field.id, value: field.value, checked: field.checked }));
  return () => {
    for (const { id, value, checked } of kept) {
      const field = document.getElementById(id);
      if (!field || (ticks(field) ? field.checked === checked : field.value === value)) continue;
      if (ticks(field)) field.checked = checked;
      else field.value = value;
      // A screen that follows what is typed follows this as well. A radio that is let go of says nothing.
      const tells = ticks(field) ? checked || field.type === "checkbox" : true;
      if (tells) field.dispatchEvent(new Event(ticks(field) || field.matches("select") ? "change" : "input", { bubbles: true }));
    }
  };
}
