// What the answers file would refuse, told at the field while the person is still there; and what would make an answer count more.

const NO_DAY = "This is not a day of the calendar; write it as YYYY-MM-DD.";

// In the order in which the fields stand.
function problemsOf(entry, item) {
  const order = ["value", "evidence", "reason", "expires", "by", "date"];
  const problems = [];
  checkEntry(entry, item, (field, message) => problems.push({ field, message }));
  return problems.sort((one, other) => order.indexOf(one.field) - order.indexOf(other.field));
}

function checkEntry(entry, item, add) {
  if (!REPLIES.includes(entry.reply)) return;
  if (entry.reply !== "unknown") {
    if (!clean(entry.by)) add("by", "Write the name of the person who says so.");
    checkDay(entry, "date", "the day of the answer", add);
    if (entry.date > latestDay()) add("date", "This day lies in the future.");
  }
  checkValue(entry, item, add);
  for (const place of places(entry)) {
    const wrong = wrongPlace(place);
    if (wrong) add("evidence", `“${place.slice(0, 80)}” ${wrong}`);
  }
  if (entry.reply === "not-applicable") {
    if (!clean(entry.reason)) add("reason", "Say in a sentence why it does not apply.");
    if (!entry.expires && !(entry.was && entry.was.valid_days)) add("expires", "Choose the last day on which this counts.");
  }
  if (!counts(entry, "expires")) return;
  if (!isDay(entry.expires)) add("expires", NO_DAY);
  else if (isDay(entry.date) && entry.expires < entry.date) {
    add("expires", "This day is before the day of the answer.");
  }
}

// The clock of this machine may run behind the one that made the page.
function latestDay() {
  return today() > PAGE.day ? today() : PAGE.day;
}

function checkDay(entry, field, what, add) {
  if (!entry[field]) add(field, `Choose ${what}.`);
  else if (!isDay(entry[field])) add(field, NO_DAY);
}

function checkValue(entry, item, add) {
  const text = clean(entry.value);
  const isWanted = item.kind !== "yes-no" && (entry.reply === "yes" || entry.reply === "partly");
  if (!text) {
    if (isWanted) add("value", { number: "Write the figure.", date: "Choose the day.", choice: "Choose one." }[item.kind] || "Write the answer in your words.");
    return;
  }
  if (item.kind === "number" && typeof numberOf(text) !== "number") add("value", "Write one number in digits, such as 62 or 62.5.");
  if (item.kind === "date" && !isDay(text.slice(0, 10))) add("value", NO_DAY);
}

function wrongPlace(place) {
  if (place.includes("://")) return wrongAddress(place);
  if (/^[/~]/.test(place) || place.split("/").includes("..") || /^[A-Za-z]:[\\/]/.test(place)) {
    return "leads out of the repository. Name a path inside it, or a web address.";
  }
  return "";
}

function wrongAddress(place) {
  const found = /^https?:\/\/([^/?#]*)([/?#].*)?$/i.exec(place);
  if (!found) return "is no web address; it should start with https://.";
  const host = found[1].normalize("NFKC");
  if (/\s/.test(place) || !/^[^\s/?#@:[\]\\]+(:[0-9]{1,4})?$/.test(host)) return "is no web address.";
  return "";
}

// One sentence of advice, or "": never an obstacle.
function adviceOf(entry, item) {
  const affirms = entry.reply === "yes" || entry.reply === "partly";
  if (affirms && !places(entry).length) return "Without evidence this counts for a quarter at most. A path or a link is enough.";
  if (entry.reply === "not-applicable" && item.refusal) return `This may be refused: ${item.refusal}.`;
  return "";
}
