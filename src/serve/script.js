// A little on top of pages that work without it: keys for whoever reviews, the text of a quote for the clipboard.
"use strict";

// Keys act only while the review form has the focus and nobody writes in it, so they take no key from a screen reader.
const form = document.querySelector("form.review");
if (form) {
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const goto = (rel) => document.querySelector(`nav a[rel=${rel}]`)?.click();
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
    const digit = "1234".indexOf(event.key);
    if (digit >= 0 && radios[digit]) { radios[digit].checked = true; radios[digit].focus(); }
    else if (event.key === "a") {
      const lean = radios.find((radio) => radio.value === form.dataset.lean);
      if (!lean) return;
      lean.checked = true;
      form.requestSubmit();
    } else if (event.key === "n") goto("next");
    else if (event.key === "p") goto("prev");
    else return;
    event.preventDefault();
  });
  (radios.find((radio) => radio.checked) || radios[0])?.focus({ preventScroll: true });
}

// A filter that is changed shows its answer when the button is pressed: nothing moves by itself (WCAG 3.2.2).

// The first marked line is brought into view where the address names no other place.
if (!location.hash) document.querySelector(".line.hit")?.scrollIntoView({ block: "center" });
