// Read values in quotes and brackets, and the plain words of YAML, as the strict loader of `readiness` reads them.

class FlowReader {
  constructor(reader, text) {
    this.reader = reader;
    this.text = text;
    this.at = 0;
  }

  // Take the next line; false at the end of the file.
  more() {
    if (this.reader.row + 1 >= this.reader.lines.length) return false;
    this.reader.row += 1;
    this.text = this.reader.line();
    this.at = 0;
    return true;
  }

  spaces() {
    this.at += SPACES.exec(this.text.slice(this.at))[0].length;
    const comment = this.text[this.at] === "#" && (this.at === 0 || /\s/.test(this.text[this.at - 1]));
    if (comment) this.at = this.text.length;
  }

  spacesAndLines() {
    this.spaces();
    while (this.at >= this.text.length) {
      if (!this.more()) this.reader.fail("a bracket is not closed");
      this.spaces();
    }
  }

  item(depth) {
    if (depth > 60) this.reader.fail("is nested too deeply");
    const sign = this.text[this.at];
    if (sign === '"' || sign === "'") return this.quoted(sign);
    if (sign === "[") return this.sequence(depth);
    if (sign === "{") return this.pairs(depth);
    if (/[&*!]/.test(sign)) this.reader.fail(`starts with "${sign}", which this page does not read`);
    return plainValue(this.word());
  }

  word() {
    const found = /^(?:[^,[\]{}:#]|:(?![\s,[\]{}]|$)|(?<=\S)#)*/.exec(this.text.slice(this.at))[0];
    this.at += found.length;
    return found.trim();
  }

  sequence(depth) {
    const result = [];
    for (this.at += 1; ; ) {
      this.spacesAndLines();
      if (this.text[this.at] === "]") break;
      result.push(this.item(depth + 1));
      this.spacesAndLines();
      if (this.text[this.at] === ",") this.at += 1;
      else if (this.text[this.at] !== "]") this.reader.fail("a comma or ] is missing");
    }
    this.at += 1;
    return result;
  }

  pairs(depth) {
    const result = Object.create(null);
    for (this.at += 1; ; ) {
      this.spacesAndLines();
      if (this.text[this.at] === "}") break;
      const sign = this.text[this.at];
      const key = sign === '"' || sign === "'" ? this.quoted(sign) : this.word();
      if (key in result) this.reader.fail(`the key "${key}" stands here a second time`);
      this.spacesAndLines();
      if (this.text[this.at] !== ":") this.reader.fail("a colon is missing");
      this.at += 1;
      this.spacesAndLines();
      result[key] = /[,}]/.test(this.text[this.at]) ? null : this.item(depth + 1);
      this.spacesAndLines();
      if (this.text[this.at] === ",") this.at += 1;
      else if (this.text[this.at] !== "}") this.reader.fail("a comma or } is missing");
    }
    this.at += 1;
    return result;
  }

  quoted(sign) {
    const inside = sign === '"' ? /^[^"\\]*(?:\\.[^"\\]*)*/ : /^(?:[^']|'')*/;
    const rows = [];
    for (this.at += 1; ; ) {
      const part = inside.exec(this.text.slice(this.at))[0];
      rows.push(part);
      this.at += part.length;
      if (this.text[this.at] === sign) break;
      // A line that ends with a backslash goes on without a space.
      if (this.text[this.at] === "\\") rows[rows.length - 1] += "\\";
      if (!this.more()) this.reader.fail("a quotation mark is not closed");
    }
    this.at += 1;
    const text = rows.length === 1 ? rows[0] : joined(rows, sign === '"');
    return sign === '"' ? this.reader.unescaped(text) : text.replace(/''/g, "'");
  }
}

// Rows of a quoted text as one: a line end is a space, an empty line is a line end.
function joined(rows, escapes) {
  let text = rows[0].trimEnd();
  let breaks = 0;
  for (const [index, row] of rows.slice(1).entries()) {
    const last = index === rows.length - 2;
    const part = last ? row.trimStart() : row.trim();
    if (!part && !last) {
      breaks += 1;
      continue;
    }
    const glued = escapes && /(^|[^\\])(\\\\)*\\$/.test(text);
    if (glued) text = text.slice(0, -1) + "\n".repeat(breaks);
    else text += breaks ? "\n".repeat(breaks) : " ";
    text += part;
    breaks = 0;
  }
  return text;
}

// Rows of a `>` block as one text: single line ends fold, indented rows keep theirs.
function folded(rows) {
  let text = "";
  let breaks = 0;
  let kept = true;
  for (const row of rows) {
    if (!row) {
      breaks += 1;
      continue;
    }
    const own = /^[ \t]/.test(row);
    if (text) text += own || kept ? "\n".repeat(breaks + 1) : breaks ? "\n".repeat(breaks) : " ";
    else text += "\n".repeat(breaks);
    text += row;
    breaks = 0;
    kept = own;
  }
  return text;
}

function withoutComment(text) {
  return text.replace(/(^|\s)#.*$/, "").trimEnd();
}

function codePoint(code) {
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? "\ufffd" : String.fromCodePoint(code);
}

function plainValue(word) {
  if (/^(~|null|Null|NULL)?$/.test(word)) return null;
  if (/^(true|True|TRUE)$/.test(word)) return true;
  if (/^(false|False|FALSE)$/.test(word)) return false;
  const exact = /^[-+]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/.test(word) && String(Number(word)) === word;
  return exact ? Number(word) : word;
}
