// What a person has said of one question: between the fields of the page and the answers file.

const REPLIES = ["yes", "partly", "no", "not-applicable", "unknown"];
const TEXTS = ["value", "unit", "by", "date", "expires", "reason", "note"];

// The day here or, where that is earlier, in UTC, by which an audit counts: no answer shall come from its future.
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const here = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return [here, now.toISOString().slice(0, 10)].sort()[0];
}

function addDays(day, days) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}

function isDay(text) {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && addDays(text, 0) === text && text >= "1000";
}

// An entry holds the fields as text, `evidence` with one place a line; `was` is the answer it started from, and `own`
// names which of `by` and `date` the person wrote, so that signing leaves them alone.
function blankEntry(item) {
  const texts = { value: "", unit: item.unit, evidence: "", by: "", date: "", expires: "", reason: "", note: "" };
  return { reply: "", ...texts, was: null, own: [] };
}

function shown(value) {
  if (Array.isArray(value)) return value.map(shown).join("\n");
  if (typeof value === "number") return plainNumber(value);
  return value === undefined || value === null ? "" : String(value);
}

function plainNumber(number) {
  return number.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 15 });
}

function entryOf(answer, item) {
  const entry = blankEntry(item);
  if (!answer) return entry;
  entry.reply = answer.answer;
  entry.was = answer;
  for (const name of TEXTS) if (answer[name] !== undefined && answer[name] !== null) entry[name] = shown(answer[name]);
  entry.evidence = shown(answer.evidence);
  return entry;
}

// Signs that no field of the file can carry are dropped; line ends become one kind.
function clean(text) {
  const plain = wellFormed(text).replace(/\r\n?/g, "\n");
  return plain.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g, "").trim();
}

function places(entry) {
  return entry.evidence.split("\n").map(clean).filter(Boolean);
}

// Whether a field counts: why and until when something does not apply stays with that answer, unless it came with another.
function counts(entry, name) {
  if (!clean(entry[name])) return false;
  const belongs = entry.reply === "not-applicable" || (name !== "reason" && name !== "expires");
  return belongs || entry[name] === shown((entry.was || {})[name]);
}

// What the file says of the entry, or null where the question is open or skipped.
function answerOf(entry, item) {
  if (!REPLIES.includes(entry.reply)) return null;
  const was = entry.was || {};
  const answer = { answer: entry.reply };
  for (const name of TEXTS) {
    const text = clean(entry[name]);
    const isDefaultUnit = name === "unit" && !clean(entry.value);
    if (!counts(entry, name) || (isDefaultUnit && text !== shown(was.unit))) continue;
    answer[name] = shown(was[name]) === text ? was[name] : name === "value" && item.kind === "number" ? numberOf(text) : text;
  }
  const evidence = places(entry);
  if (evidence.length) answer.evidence = evidence;
  if (was.valid_days) answer.valid_days = was.valid_days;
  const blobs = keptBlobs(was, answer);
  if (Object.keys(blobs).length) answer.blobs = blobs;
  return answer;
}

// An answer that is given anew is bound anew, when it is merged; one that stays keeps what it is bound to.
function keptBlobs(was, answer) {
  const kept = Object.create(null);
  if (!was.blobs || was.date !== answer.date) return kept;
  const named = (answer.evidence || []).map((place) => evidencePath(place));
  for (const path of Object.keys(was.blobs)) if (named.includes(path)) kept[path] = was.blobs[path];
  return kept;
}

function evidencePath(place) {
  return place.replace(/(:\d+(-\d+)?|#.*)$/, "").replace(/^\.\//, "").replace(/\/+$/, "");
}

// A number as people write it ("62 %", "62,5"), or the text itself where it is none; then the checks tell.
function numberOf(text) {
  const plain = clean(text).replace(/\s*%$/, "").replace(/^(-?\d+),(\d{1,2})$/, "$1.$2").replace(/^([-+]?)\./, "$10.");
  return /^[-+]?[0-9]{1,15}(\.[0-9]{1,15})?$/.test(plain) ? Number(plain) : text;
}

function isSame(one, other) {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value) {
  if (Array.isArray(value) || value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
