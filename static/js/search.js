// Turns a long list to choose from (select[data-searched]) into a search by any words of its lines: an offence is found
// by everyday word, Act or section, a drug by its street name. Where nothing is found, what stands for all others is
// offered. The list stays what is sent; without script it is chosen from as it stands.
import "../../autocomplete/accessible-autocomplete.min.js";

const SMALL = new Set(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]);

const words = (text) => text.toLowerCase().split(/[\s.,()·;/-]+/).filter((word) => word && !SMALL.has(word));

function matches(option, query) {
  const known = words(`${option.text} ${option.dataset.hint || ""} ${option.dataset.words || ""}`);
  return words(query).every((asked) => known.some((word) => word.startsWith(asked)));
}

export function matching(lines, query) {
  const found = lines.filter((one) => matches(one, query));
  return found.length ? found : lines.filter((one) => one.dataset.otherwise);
}

function safe(text) {
  const cell = document.createElement("span");
  cell.textContent = text;
  return cell.innerHTML;
}

function line(option) {
  if (typeof option === "string") {
    return safe(option);
  }
  const hint = option.dataset.hint;
  return safe(option.text) + (hint ? `<span class="autocomplete__why">${safe(hint)}</span>` : "");
}

function choose(select, value) {
  if (select.value !== value) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function search(select) {
  const lines = [...select.options].filter((option) => option.value);
  const chosen = select.selectedOptions[0];
  const about = select.getAttribute("aria-describedby");
  window.accessibleAutocomplete.enhanceSelectElement({
    selectElement: select,
    source: (query, show) => show(query && query !== select.selectedOptions[0]?.text ? matching(lines, query) : lines),
    templates: { inputValue: (option) => (typeof option === "string" ? option : option?.text), suggestion: line },
    defaultValue: chosen && chosen.value ? chosen.text : select.dataset.typed || "",
    showAllValues: true,
    autoselect: false,
    confirmOnBlur: false,
    displayMenu: "overlay",
    tNoResults: () => "Nothing found by these words",
    onConfirm: (option) => option && choose(select, option.value),
  });
  const box = select.parentElement.querySelector("input[role=combobox]");
  // What is typed and not chosen is no answer: the list never sends what the box does not show. The words are sent
  // beside it, so that no press drops them, and the page says that nothing is chosen.
  select.form?.addEventListener("formdata", ({ formData }) => {
    if (!select.value && box.value.trim()) {
      formData.set(`${select.name}-words`, box.value.trim());
    }
  });
  box.addEventListener("input", () => choose(select, lines.find((one) => one.text === box.value)?.value || ""));
  if (about) {
    const whole = box.closest(".autocomplete__wrapper"); // the box's own description is the vendor's, and comes and goes
    whole.setAttribute("role", "group"); // a plain div is read by no screen reader: hint and error would be lost
    whole.setAttribute("aria-describedby", about);
  }
}

export function searchLongLists() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("../../autocomplete/accessible-autocomplete.min.css", import.meta.url).href;
  document.head.append(style);
  document.querySelectorAll("select[data-searched]").forEach(search);
}
