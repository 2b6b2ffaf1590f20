// Write the answers file: block YAML whose every text is quoted, so that it reads back exactly, whatever a person typed.

const FIELDS = ["answer", "value", "unit", "evidence", "blobs", "by", "date", "valid_days", "expires", "reason", "note"];
const PLAIN_KEY = /^[A-Z][0-9]{3}$/;
const PLAIN_NUMBER = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/;
// What a reader may refuse, drop, fold as a line end, or show in another order than it stands.
const TO_ESCAPE =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\uffff]/g;

function wellFormed(text) {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (found) => (found.length === 2 ? found : "\ufffd"));
}

function quoted(text) {
  const pairs = /[\ud800-\udbff][\udc00-\udfff]/g;
  const escaped = (part) =>
    part.replace(/["\\]/g, "\\$&").replace(TO_ESCAPE, (sign) => {
      const short = { "\n": "\\n", "\t": "\\t", "\r": "\\r" }[sign];
      return short || "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0");
    });
  // Signs beyond the first plane stay as they are: YAML, unlike JSON, does not join two halves that are escaped.
  const whole = wellFormed(text);
  const parts = whole.split(pairs).map(escaped);
  const kept = whole.match(pairs) || [];
  return '"' + parts.map((part, index) => part + (kept[index] || "")).join("") + '"';
}

function scalar(value) {
  const number = typeof value === "number" ? plainNumber(value) : "";
  return PLAIN_NUMBER.test(number) ? number : quoted(String(value));
}

function key(name) {
  return PLAIN_KEY.test(name) ? name : quoted(name);
}

// The lines of `name: value` at an indentation; nothing for an empty value.
function linesOf(name, value, indent) {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value !== "object") return [`${indent}${name}: ${scalar(value)}`];
  const rows = Array.isArray(value)
    ? value.map((item) => `${indent}  - ${quoted(String(item))}`)
    : Object.keys(value).sort().map((inner) => `${indent}  ${key(inner)}: ${quoted(String(value[inner]))}`);
  return rows.length ? [`${indent}${name}:`, ...rows] : [];
}

// `page` has the rule set and the day of the form, `items` the fingerprint of what each question asks.
function writeAnswers(page, items, answers) {
  const ids = Object.keys(answers).sort();
  const asked = Object.fromEntries(items.filter((item) => ids.includes(item.id)).map((item) => [item.id, item.fingerprint]));
  const lines = [
    "# Answers for `readiness`; take them into the repository with: readiness ask --from readiness-answers.yaml",
    "schema: 1",
    "form:",
    `  ruleset: ${quoted(page.ruleset)}`,
    `  date: ${quoted(page.day)}`,
    ...linesOf("questions", asked, "  "),
    ids.length ? "answers:" : "answers: {}",
  ];
  for (const id of ids) {
    lines.push(`  ${key(id)}:`, ...FIELDS.flatMap((name) => linesOf(name, answers[id][name], "    ")));
  }
  return lines.join("\n") + "\n";
}
