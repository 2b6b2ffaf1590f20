// Wire the page up and bring back what was kept.

function itemAt(target) {
  const box = target.closest(".question");
  return box ? ITEMS.find((item) => item.key === box.id) : undefined;
}

function fieldAt(target) {
  return target.type === "radio" ? "reply" : target.dataset.field || "";
}

// A message that appears while a button is held down would move what the pointer is about to click.
let isPressed = false;
const waiting = [];

function whenReleased(task) {
  if (isPressed) waiting.push(task);
  else task();
}

function listenToPointer() {
  document.addEventListener("pointerdown", () => (isPressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      isPressed = false;
      setTimeout(() => waiting.splice(0).forEach((task) => task()), 0);
    }, true);
  }
}

function listen() {
  listenToPointer();
  const questions = element("questions");
  questions.addEventListener("input", (event) => {
    const item = itemAt(event.target);
    if (!item) return;
    grow(event.target);
    changed(item, fieldAt(event.target));
  });
  questions.addEventListener("focusout", (event) => {
    const item = itemAt(event.target);
    const field = fieldAt(event.target);
    if (!item || !field || !state.entries[item.id].reply) return;
    if (field !== "reply") state.touched.add(`${item.id} ${field}`);
    whenReleased(() => showProblems(item, state.entries[item.id], state.touched, false));
  });
  questions.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    const item = button && itemAt(button);
    if (item) act(item, button);
  });
  element("name").addEventListener("input", () => rename(element("name").value));
  element("show").addEventListener("change", () => filter(element("show").value));
  element("more-show").addEventListener("click", () => {
    const next = ITEMS.find((item) => !isShown(item));
    element("show").value = "due";
    filter("due");
    if (next) element(next.key).focus();
  });
  element("download").addEventListener("click", () => download(false));
  element("download-end").addEventListener("click", () => download(false));
  element("download-rest").addEventListener("click", () => download(true));
  element("as-text").addEventListener("toggle", showText);
  element("load").addEventListener("change", loadChosen);
  element("undo").addEventListener("click", undo);
  listenToForgetting();
  document.addEventListener("visibilitychange", () => document.hidden && save());
  window.addEventListener("pagehide", () => save());
  window.addEventListener("beforeunload", (event) => {
    if (!state.canKeep && !state.isHandedIn) event.preventDefault();
  });
}

// Answers that nobody has signed yet, or that bear the name as it stood a letter ago, follow it.
function rename(name) {
  const before = state.name;
  state.name = clean(name);
  for (const item of ITEMS) {
    const entry = state.entries[item.id];
    const isMine = entry.by === before && !entry.own.includes("by") && !(entry.was && entry.was.by === before);
    if (!isMine || !REPLIES.includes(entry.reply) || entry.reply === "unknown") continue;
    state.entries[item.id] = { ...entry, by: state.name };
    fieldOf(item, "by").value = state.name;
    showProblems(item, state.entries[item.id], state.touched, false);
  }
  saveSoon();
}

async function loadChosen() {
  const file = element("load").files[0];
  if (!file) return;
  const bytes = await file.arrayBuffer();
  load(new TextDecoder().decode(bytes), file.name);
  element("load").value = "";
}

function undo() {
  if (!state.before) return;
  for (const item of ITEMS) put(item, state.before.entries[item.id]);
  state.others = state.before.others;
  state.before = null;
  element("loaded").hidden = true;
  element("load").focus();
  progress();
  saveSoon();
  say("Loading was undone.");
}

function listenToForgetting() {
  const ask = (isAsked) => {
    element("forget-sure").hidden = !isAsked;
    element(isAsked ? "forget-no" : "forget").focus();
  };
  element("forget").addEventListener("click", () => ask(true));
  element("forget-no").addEventListener("click", () => ask(false));
  element("forget-yes").addEventListener("click", () => {
    clearTimeout(saving);
    state.touched.clear();
    state.name = "";
    state.others = {};
    element("name").value = "";
    for (const item of ITEMS) put(item, { ...state.start[item.id] });
    forget();
    state.isHandedIn = true;
    element("text").value = "";
    element("saved").textContent = "";
    progress();
    ask(false);
    say("This browser has forgotten your answers.");
  });
}

function restore() {
  const found = kept();
  state.name = found.name;
  state.others = found.others;
  element("name").value = found.name;
  for (const item of ITEMS) {
    state.start[item.id] = entryOf(item.answer, item);
    put(item, Object.hasOwn(found.entries, item.id) ? { ...state.start[item.id], ...found.entries[item.id] } : { ...state.start[item.id] });
  }
  const number = Object.keys(found.entries).length;
  if (number) element("saved").textContent = `${number === 1 ? "One answer" : `${number} answers`} brought back`;
  offerOlder(found.older);
}

// Kept answers whose question was answered in the repository since: the person decides which one stands.
function offerOlder(older) {
  const ids = Object.keys(older);
  if (!ids.length) return;
  element("older-text").textContent = `This browser kept answers to ${ids.join(", ")}, which have been answered in the repository since.`;
  element("older").hidden = false;
  element("older-use").addEventListener("click", () => {
    for (const item of ITEMS) if (Object.hasOwn(older, item.id)) put(item, { ...older[item.id], was: state.start[item.id].was });
    settleOlder();
  });
  element("older-drop").addEventListener("click", settleOlder);
}

function settleOlder() {
  element("older").hidden = true;
  element("name").focus();
  filter(element("show").value);
  save();
}

document.documentElement.classList.add("live");
listen();
restore();
element("no-storage").hidden = state.canKeep;
filter(element("show").value);
