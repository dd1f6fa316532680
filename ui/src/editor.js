// Completion in the box for a rule file: what the schema lets stand at the cursor, as buttons under the box.
// Ctrl+Space goes from the box to the first of them; Escape goes back. The server checks; this only helps to write.
const box = document.querySelector("textarea[data-schema]");
const row = document.querySelector("[data-suggestions]");
const KEY = /^([A-Za-z_][\w-]*):(.*)$/;

// What stands above the cursor's line, from the outermost key to the innermost: { key } or { item, here: keys so far }.
const pathTo = (lines, depth) => {
  const path = [];
  let limit = depth;
  for (let at = lines.length - 1; at >= 0 && limit > 0; at -= 1) {
    const line = lines[at];
    const text = line.trimStart();
    if (!text || text.startsWith("#")) continue;
    let indent = line.length - text.length;
    if (text.startsWith("- ")) {
      const inner = indent + 2;
      if (inner <= limit && inner > indent && limit >= inner) {
        const found = KEY.exec(text.slice(2));
        if (found && inner < limit) path.unshift({ key: found[1] });
        path.unshift({ item: true });
        limit = indent;
        continue;
      }
    }
    if (indent >= limit) continue;
    const found = KEY.exec(text);
    if (!found) continue;
    path.unshift({ key: found[1] });
    limit = indent;
  }
  return path;
};

// A mapping's own line "kind: x" chooses among several shapes.
const kindOf = (lines, depth) => {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const plain = lines[at].replace(/^(\s*)- /, "$1  ");
    const text = plain.trimStart();
    if (!text) continue;
    const indent = plain.length - text.length;
    if (indent < depth) return null;
    const found = indent === depth && KEY.exec(text);
    if (found && found[1] === "kind") return found[2].trim();
    if (lines[at] !== plain && indent === depth) return null;
  }
  return null;
};

const shapes = (schema, node) => {
  if (!node) return [];
  if (node.$ref) return shapes(schema, schema.$defs[node.$ref.replace("#/$defs/", "")]);
  const among = node.anyOf ?? node.oneOf ?? node.allOf;
  return among ? among.flatMap((one) => shapes(schema, one)) : [node];
};

const below = (schema, nodes, step) => nodes.flatMap((node) => {
  if (step.item) return shapes(schema, node.items);
  const named = node.properties?.[step.key] ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : null);
  return shapes(schema, named);
});

const suggestions = (schema, text, cursor) => {
  const lines = text.slice(0, cursor).split("\n");
  const line = lines.pop();
  const plain = line.replace(/^(\s*)- /, "$1  ");
  const indent = plain.length - plain.trimStart().length;
  const typed = plain.trimStart();
  const valued = KEY.exec(typed);
  const isItem = plain !== line;
  let nodes = shapes(schema, schema);
  const path = pathTo(lines, isItem ? indent - 2 : indent);
  for (const step of isItem ? [...path, { item: true }] : path) nodes = below(schema, nodes, step);
  const kind = kindOf(lines, indent);
  const fitting = nodes.filter((node) => !kind || !node.properties?.kind || node.properties.kind.const === kind);
  nodes = fitting.length ? fitting : nodes;
  if (valued) {
    const words = below(schema, nodes, { key: valued[1] }).flatMap((node) => node.enum ?? (node.const === undefined ? [] : [node.const]));
    const begun = valued[2].trimStart();
    return { begun, words: [...new Set(words.map(String))].filter((word) => word.startsWith(begun) && word !== begun), lead: valued[2] ? "" : " " };
  }
  const there = new Set();
  const keys = [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
  for (let at = lines.length - 1; at >= 0 && !isItem; at -= 1) {
    const other = lines[at].replace(/^(\s*)- /, "$1  ");
    const told = other.trimStart();
    if (!told) continue;
    const depth = other.length - told.length;
    if (depth < indent) break;
    if (depth === indent) there.add(KEY.exec(told)?.[1]);
    if (depth === indent && other !== lines[at]) break;
  }
  return { begun: typed, words: keys.filter((key) => key.startsWith(typed) && !there.has(key)).map((key) => `${key}: `), lead: "" };
};

const show = (schema) => {
  const { begun, words, lead } = suggestions(schema, box.value, box.selectionStart);
  row.replaceChildren();
  row.hidden = !words.length;
  if (!words.length) return;
  row.append(row.dataset.suggestions);
  for (const word of words.slice(0, 12)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word.trim().replace(/:$/, "");
    button.addEventListener("click", () => {
      box.focus();
      box.setRangeText(lead + word.slice(begun.length), box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(button);
  }
};

if (box && row) {
  fetch(box.dataset.schema).then((answer) => answer.json()).then((schema) => {
    for (const happening of ["input", "click", "keyup"]) box.addEventListener(happening, () => show(schema));
  }).catch(() => { /* without the schema the box is a plain box */ });
  box.addEventListener("keydown", (pressed) => {
    if (pressed.ctrlKey && pressed.code === "Space") { pressed.preventDefault(); row.querySelector("button")?.focus(); }
  });
  row.addEventListener("keydown", (pressed) => { if (pressed.key === "Escape") box.focus(); });
  document.addEventListener("click", (clicked) => {
    const at = clicked.target.closest?.("[data-line]");
    if (!at) return;
    const start = box.value.split("\n").slice(0, at.dataset.line - 1).join("\n").length + 1;
    box.focus();
    box.setSelectionRange(start, start + (box.value.slice(start).indexOf("\n") + 1 || box.value.length));
  });
}
