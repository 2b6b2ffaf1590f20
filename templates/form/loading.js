// Take an earlier file: what of it fits the questions of this page, what is kept for others, what is wrong.

// {answers: {id: answer}, others: {id: answer}, changed: [id], problems: [text]}; throws where it is no answers file.
function takeFile(text) {
  const document = readAnswersText(text);
  if (!isMapping(document)) throw new Error("it holds no answers");
  if (document.schema !== 1) throw new Error("it does not say “schema: 1”, so it is no file of answers");
  const given = document.answers === undefined || document.answers === null ? {} : document.answers;
  if (!isMapping(given)) throw new Error("its answers are not a list of questions with their answers");
  const taken = { answers: {}, others: Object.create(null), changed: [], problems: [] };
  for (const key of Object.keys(given)) {
    const item = ITEMS.find((one) => one.id === key || one.name === key);
    const wrong = isMapping(given[key]) ? wrongAnswer(given[key]) : "has no answer";
    if (wrong) taken.problems.push(`${key}: ${wrong}`);
    else if (item) taken.answers[item.id] = given[key];
    else taken.others[key] = given[key];
    if (item && !wrong && hasChanged(document.form, item)) taken.changed.push(item.id);
  }
  return taken;
}

function isMapping(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function wrongAnswer(answer) {
  if (!REPLIES.includes(answer.answer)) return `“${shown(answer.answer).slice(0, 40)}” is none of ${REPLIES.join(", ")}`;
  for (const name of TEXTS) if (answer[name] !== undefined && answer[name] !== null && typeof answer[name] === "object") return `${name} is no text`;
  const evidence = answer.evidence;
  const isList = Array.isArray(evidence) && evidence.every((place) => typeof place === "string" || typeof place === "number");
  if (evidence !== undefined && evidence !== null && typeof evidence !== "string" && !isList) return "evidence is no list of places";
  if (answer.blobs !== undefined && answer.blobs !== null && !isMapping(answer.blobs)) return "blobs is no list of paths";
  return "";
}

function hasChanged(form, item) {
  const asked = isMapping(form) && isMapping(form.questions) ? form.questions[item.id] : undefined;
  return asked !== undefined && asked !== item.fingerprint;
}
