// Keep what is typed in this browser, and nowhere else, until it is downloaded.

const KEY = `readiness-form:${PAGE.product}:${PAGE.ruleset}`;

function canKeep() {
  try {
    localStorage.setItem(`${KEY}:try`, "1");
    localStorage.removeItem(`${KEY}:try`);
    return true;
  } catch (error) {
    return false;
  }
}

// Only what differs from the answers in the page is kept, each with the answer it departed from: a newer page may know better.
function keep(state) {
  const entries = {};
  for (const item of ITEMS) {
    const start = state.start[item.id];
    if (!isSame(state.entries[item.id], start)) entries[item.id] = { entry: state.entries[item.id], from: item.answer };
  }
  try {
    if (!state.name && !Object.keys(entries).length && !Object.keys(state.others).length) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ version: 1, name: state.name, others: state.others, entries }));
    return true;
  } catch (error) {
    return false;
  }
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch (error) {
    // Nothing could be kept in the first place.
  }
}

// {name, others, entries, older}: `older` are those whose answer in the page has changed since they were kept.
function kept() {
  const found = { name: "", others: {}, entries: {}, older: {} };
  let raw = null;
  try {
    raw = JSON.parse(localStorage.getItem(KEY) || "null");
  } catch (error) {
    return found;
  }
  if (!raw || raw.version !== 1 || typeof raw.entries !== "object") return found;
  found.name = typeof raw.name === "string" ? raw.name : "";
  found.others = raw.others && typeof raw.others === "object" ? raw.others : {};
  for (const item of ITEMS) {
    const one = Object.hasOwn(raw.entries, item.id) ? raw.entries[item.id] : null;
    if (!one || !isEntry(one.entry)) continue;
    const target = isSame(one.from, item.answer) ? found.entries : found.older;
    target[item.id] = one.entry;
  }
  return found;
}

function isEntry(entry) {
  return Boolean(entry) && Array.isArray(entry.own) && ["reply", "evidence", ...TEXTS].every((name) => typeof entry[name] === "string");
}
