// The page as a whole: what happens when somebody types, chooses, downloads, loads and leaves.

const state = { name: "", entries: {}, start: {}, others: {}, touched: new Set(), canKeep: canKeep(), isHandedIn: true, before: null, told: "" };
let saving = 0;
let speaking = 0;

// A polite word for those who cannot see the page; the last one within a second counts.
function say(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => (element("status").textContent = text), 700);
}

function isShown(item) {
  return !element(item.key).hidden;
}

// An answer that no longer counts waits for the person, though it stands there.
function isDone(item) {
  const waits = item.state === "stale" || item.state === "not-known";
  const entry = state.entries[item.id];
  return entry.reply !== "" && !(waits && isSame(entry, state.start[item.id]));
}

function progress() {
  const seen = ITEMS.filter(isShown);
  const done = seen.filter(isDone).length;
  element("count").textContent = `${done} of ${seen.length} done`;
  element("progress").max = Math.max(1, seen.length);
  element("progress").value = done;
  for (const section of PAGE.sections) {
    const mine = seen.filter((item) => item.section === section);
    const text = `${mine.filter(isDone).length} of ${mine.length}`;
    element(`${section}-part`).textContent = text;
    element(`${section}-part`).parentElement.hidden = !mine.length;
    element(`${section}-progress`).max = Math.max(1, mine.length);
    element(`${section}-progress`).value = mine.filter(isDone).length;
    element(section).hidden = !mine.length;
  }
  return `${done} of ${seen.length} done`;
}

function filter(choice) {
  for (const item of ITEMS) {
    const open = ["open", "stale", "expires-soon", "not-known"].includes(item.state);
    const wanted = { first: item.first, due: open, all: true }[choice];
    element(item.key).hidden = !wanted && isSame(state.entries[item.id], state.start[item.id]);
  }
  element("more").hidden = choice !== "first" || !element("show").querySelector('[value="due"]') || ITEMS.every((item) => item.first);
  say(progress());
}

function save() {
  clearTimeout(saving);
  if (!state.canKeep) return;
  state.canKeep = keep(state);
  element("saved").textContent = state.canKeep ? "Saved" : "";
  element("no-storage").hidden = state.canKeep;
}

function saveSoon() {
  state.isHandedIn = false;
  clearTimeout(saving);
  saving = setTimeout(() => {
    save();
    const told = progress();
    // Said once for each answer, not at each pause in typing.
    if (state.canKeep && told !== state.told) say(`Saved. ${told}.`);
    state.told = told;
  }, 400);
}

// A new answer is signed by whoever gives it, today; so is an old one that says something else now.
function sign(item, entry, field) {
  if (!REPLIES.includes(entry.reply)) return;
  if (field === "by" || field === "date") {
    entry.own = [...new Set([...entry.own, field])];
    return;
  }
  if (!entry.own.includes("date") || entry.reply === "unknown") entry.date = today();
  if (!entry.own.includes("by")) entry.by = state.name || entry.by;
  if (entry.reply === "not-applicable" && !entry.expires) entry.expires = addDays(today(), item.valid_days);
}

function changed(item, field) {
  const entry = readEntry(item, state.entries[item.id]);
  sign(item, entry, field);
  state.entries[item.id] = entry;
  for (const name of ["by", "date", "expires"]) if (name !== field) fieldOf(item, name).value = entry[name];
  if (field === "reply") showBlocks(item, entry);
  showProblems(item, entry, state.touched, false);
  progress();
  saveSoon();
}

function put(item, entry) {
  state.entries[item.id] = entry;
  showEntry(item, entry);
  showProblems(item, entry, state.touched, false);
}

function act(item, button) {
  const entry = { ...state.entries[item.id] };
  if (button.dataset.act === "clear") {
    for (const name of FIELD_NAMES) state.touched.delete(`${item.id} ${name}`);
    put(item, blankEntry(item));
    element(item.key).focus();
    say("The answer is cleared.");
  } else if (button.dataset.act === "renew") {
    Object.assign(entry, { date: today(), by: state.name || entry.by, own: [] });
    if (entry.expires) entry.expires = addDays(entry.date, item.valid_days);
    put(item, entry);
    say("The answer counts from today.");
  } else if (!places(entry).includes(button.dataset.place)) {
    entry.evidence = [...places(entry), button.dataset.place].join("\n");
    sign(item, entry, "evidence");
    put(item, entry);
    fieldOf(item, "evidence").focus();
  }
  progress();
  saveSoon();
}

// {answers, wrong}: what can be handed in, and [item, problem] for what cannot yet.
function gathered() {
  const answers = { ...state.others };
  const wrong = [];
  for (const item of ITEMS) {
    const entry = state.entries[item.id];
    const problems = showProblems(item, entry, state.touched, true);
    wrong.push(...problems.map((problem) => [item, problem]));
    const answer = problems.length ? null : answerOf(entry, item);
    if (answer) answers[item.id] = answer;
  }
  return { answers, wrong };
}

function download(isPartWelcome) {
  const { answers, wrong } = gathered();
  const summary = element("summary");
  summary.hidden = !wrong.length || isPartWelcome;
  if (wrong.length && !isPartWelcome) {
    const count = new Set(wrong.map(([item]) => item.id)).size;
    element("summary-title").textContent = count === 1 ? "One answer is not finished" : `${count} answers are not finished`;
    fillList(element("summary-list"), wrong.map(([item, problem]) => ({ href: `#${item.key}-${problem.field}`, text: `${item.id}: ${problem.message}` })));
    for (const [item] of wrong) element(item.key).hidden = false;
    progress();
    summary.focus();
    return;
  }
  hand(writeAnswers(PAGE, ITEMS, answers));
  state.isHandedIn = !wrong.length;
  const number = Object.keys(answers).length;
  say(`Downloaded ${number === 1 ? "one answer" : `${number} answers`} as readiness-answers.yaml.`);
}

function showText() {
  if (element("as-text").open) element("text").value = writeAnswers(PAGE, ITEMS, gathered().answers);
}

function hand(text) {
  element("text").value = text;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  link.download = "readiness-answers.yaml";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function load(text, name) {
  element("loaded").hidden = true;
  element("load-error").hidden = true;
  let taken;
  try {
    if (text.length > 1000000) throw new Error("it is longer than any file of answers");
    taken = takeFile(text);
  } catch (error) {
    element("load-error").textContent = `${name} cannot be taken: ${error.message}.`;
    element("load-error").hidden = false;
    say(element("load-error").textContent);
    return;
  }
  state.before = { entries: { ...state.entries }, others: state.others };
  const replaced = [];
  for (const item of ITEMS) {
    if (!Object.hasOwn(taken.answers, item.id)) continue;
    const next = entryOf(taken.answers[item.id], item);
    const present = answerOf(state.entries[item.id], item);
    if (present && !isSame(present, answerOf(next, item))) replaced.push(item.id);
    element(item.key).hidden = false;
    put(item, next);
  }
  state.others = { ...state.others, ...taken.others };
  tellLoaded(taken, replaced, name);
  progress();
  saveSoon();
}

function tellLoaded(taken, replaced, name) {
  const number = Object.keys(taken.answers).length;
  const others = Object.keys(taken.others);
  const rows = taken.problems.map((text) => ({ text: `Not taken: ${text}.` }));
  const link = (id, text) => ({ href: `#${ITEMS.find((item) => item.id === id).key}`, text: `${id}: ${text}` });
  rows.push(...replaced.map((id) => link(id, "what stood here was replaced.")));
  rows.push(...taken.changed.map((id) => link(id, "the question has changed since; please look at it again.")));
  if (others.length) rows.push({ text: `Kept in the file, though not asked here: ${others.slice(0, 8).join(", ")}${others.length > 8 ? " and more" : ""}.` });
  element("loaded-text").textContent = `${number === 1 ? "One answer was" : `${number} answers were`} taken from ${name}.`;
  fillList(element("loaded-list"), rows);
  element("loaded").hidden = false;
  say(element("loaded-text").textContent);
}
