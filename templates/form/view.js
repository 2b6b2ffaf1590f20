// One question on the page: its fields, what is shown of them, and its messages.

const FIELD_NAMES = [...TEXTS, "evidence"];
const DONE_WORDS = { yes: "Yes", partly: "Partly", no: "No", "not-applicable": "Does not apply", unknown: "Not known", skip: "Skipped" };
const NOTE_LABELS = { no: "What is missing, or when will it change? (optional)", unknown: "Who might know? (optional)" };

function element(id) {
  return document.getElementById(id);
}

function fieldOf(item, name) {
  return element(`${item.key}-${name}`);
}

function readEntry(item, entry) {
  const chosen = element(item.key).querySelector('input[type="radio"]:checked');
  const read = { ...entry, reply: chosen ? chosen.value : "" };
  for (const name of FIELD_NAMES) {
    const input = fieldOf(item, name);
    if (input) read[name] = input.value;
  }
  return read;
}

function showEntry(item, entry) {
  for (const radio of element(item.key).querySelectorAll('input[type="radio"]')) radio.checked = radio.value === entry.reply;
  for (const name of FIELD_NAMES) {
    const input = fieldOf(item, name);
    if (!input) continue;
    if (input.tagName === "SELECT") offer(input, entry[name]);
    input.value = entry[name];
    // A field for days shows no other words; they are not lost by that.
    if (input.type === "date" && input.value !== entry[name]) {
      input.type = "text";
      input.value = entry[name];
    }
    grow(input);
  }
  showBlocks(item, entry);
}

function offer(select, word) {
  if (!word || [...select.options].some((option) => option.value === word)) return;
  const option = document.createElement("option");
  option.textContent = word;
  option.value = word;
  select.append(option);
}

// The text is repeated behind the field, so that the field is as tall as its text, on paper too.
function grow(input) {
  if (input.tagName === "TEXTAREA" && input.parentElement.className === "grow") input.parentElement.dataset.text = input.value;
}

function showBlocks(item, entry) {
  const reply = entry.reply;
  const affirms = reply === "yes" || reply === "partly";
  const told = REPLIES.includes(reply);
  const has = (name) => told && counts(entry, name);
  const visible = {
    value: affirms || has("value"),
    unit: affirms || has("value"),
    evidence: affirms || has("evidence"),
    suggestions: affirms,
    reason: reply === "not-applicable" || has("reason"),
    expires: reply === "not-applicable" || has("expires"),
    note: reply === "no" || reply === "unknown" || (affirms && ["number", "date", "choice"].includes(item.kind)) || has("note"),
    who: told && reply !== "unknown",
  };
  const box = element(item.key);
  box.dataset.reply = reply;
  element(`${item.key}-follow`).hidden = reply === "";
  for (const block of box.querySelectorAll("[data-block]")) {
    const name = block.dataset.block;
    if (name in visible) block.hidden = !visible[name];
  }
  element(`${item.key}-note-label`).textContent = NOTE_LABELS[reply] || "Note (optional)";
  const done = element(`${item.key}-done`);
  done.hidden = reply === "";
  done.textContent = DONE_WORDS[reply] || "";
}

// Show the problems at the fields that the person has left; `all` shows those of every field.
function showProblems(item, entry, touched, all) {
  const problems = problemsOf(entry, item);
  const words = {};
  for (const problem of problems) {
    if (all || touched.has(`${item.id} ${problem.field}`)) words[problem.field] = [...(words[problem.field] || []), problem.message];
  }
  for (const name of FIELD_NAMES) {
    const input = fieldOf(item, name);
    if (!input) continue;
    const error = element(`${item.key}-${name}-error`);
    error.textContent = (words[name] || []).join(" ");
    error.hidden = !words[name];
    if (words[name]) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  const advice = element(`${item.key}-advice`);
  advice.textContent = adviceOf(entry, item);
  advice.hidden = !advice.textContent;
  return problems;
}

function fillList(list, rows) {
  list.replaceChildren(
    ...rows.map((row) => {
      const entry = document.createElement("li");
      if (!row.href) entry.textContent = row.text;
      else {
        const link = document.createElement("a");
        link.href = row.href;
        link.textContent = row.text;
        entry.append(link);
      }
      return entry;
    }),
  );
}
